package dev.referee.policy;

import dev.referee.model.SipAddress;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern of those who may transfer; in each part a {@code *} stands for any characters. */
public sealed interface Referrer {
    /** What a pattern must be, to complete "it must be …". */
    String EXPECTED = "like sip:alice@example.com, sip:*@example.com or PJSIP/alice, with * for any"
            + " characters and without parameters";

    /** The longest pattern, in characters. */
    int LONGEST = 255;

    /** Reads one; empty when the text is none. */
    static Optional<Referrer> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        return Address.of(text).or(() -> Endpoint.of(text));
    }

    /** An endpoint of the PBX: whom Asterisk itself has authenticated. */
    final class Endpoint implements Referrer {
        private static final Pattern FORM = Pattern.compile("([A-Za-z0-9]+)/([^\\s/:@;?\"<>]+)");

        private final String technology;
        private final Wildcard name;

        private Endpoint(String technology, Wildcard name) {
            this.technology = technology;
            this.name = name;
        }

        private static Optional<Referrer> of(String text) {
            Matcher parts = FORM.matcher(text);
            return parts.matches()
                    ? Optional.of(new Endpoint(
                            parts.group(1), Wildcard.of(parts.group(2), piece -> piece)))
                    : Optional.empty();
        }

        /** Whether it is this one, for example {@code PJSIP/alice}. */
        boolean matches(String endpoint) {
            int slash = endpoint.indexOf('/');
            return slash > 0
                    && endpoint.substring(0, slash).equalsIgnoreCase(technology)
                    && name.matches(endpoint.substring(slash + 1));
        }
    }

    /**
     * A SIP address as {@link SipAddress} compares them, but for two things that say how somebody is
     * reached and not who it is: {@code sip:} is meant for SIPS addresses too, and a pattern without
     * a port for any port. A star that is meant literally is written {@code %2A}.
     */
    final class Address implements Referrer {
        private static final Pattern FORM = Pattern.compile(
                "(?i)(sips?):([^\\s@:;?\"<>]+)@([a-z0-9._*-]+|\\[[0-9a-f:.*]+])(?::([0-9]{1,5}))?");

        private final boolean onlySecure;
        private final Wildcard user;
        private final Wildcard host;
        private final @Nullable Integer port;

        private Address(boolean onlySecure, Wildcard user, Wildcard host, @Nullable Integer port) {
            this.onlySecure = onlySecure;
            this.user = user;
            this.host = host;
            this.port = port;
        }

        private static Optional<Referrer> of(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches() || !isWellWritten(text, parts.group(2))) {
                return Optional.empty();
            }
            return Optional.of(new Address(
                    parts.group(1).equalsIgnoreCase("sips"),
                    Wildcard.of(parts.group(2), Address::decoded),
                    Wildcard.of(parts.group(3).toLowerCase(Locale.ROOT), piece -> piece),
                    parts.group(4) == null ? null : Integer.valueOf(parts.group(4))));
        }

        /** With a letter for each star it must be an address, and no star may split an escape. */
        private static boolean isWellWritten(String text, String user) {
            return SipAddress.of(text.replace('*', '0')) != null
                    && Arrays.stream(user.split("\\*", -1))
                            .allMatch(piece -> SipAddress.decode(piece) != null);
        }

        private static String decoded(String piece) {
            return Objects.requireNonNull(SipAddress.decode(piece));
        }

        boolean matches(SipAddress address) {
            return (!onlySecure || address.scheme().equals("sips"))
                    && user.matches(address.user() == null ? "" : address.user())
                    && host.matches(address.host())
                    && (port == null || port.equals(address.port()));
        }

        /** Whether somebody of this name may be meant, whatever the domain. */
        boolean matchesUser(String name) {
            return user.matches(name);
        }
    }
}
