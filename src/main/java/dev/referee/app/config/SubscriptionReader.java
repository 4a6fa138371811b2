package dev.referee.app.config;

import dev.referee.model.Transfer;
import dev.referee.webhook.Format;
import dev.referee.webhook.Secret;
import dev.referee.webhook.Subscription;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code webhooks}: an item of which nothing is set is none. */
final class SubscriptionReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Values values;
    private final List<String> problems;
    private final List<String> warnings;

    SubscriptionReader(Values values, List<String> problems, List<String> warnings) {
        this.values = values;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** The first item as {@link #read()} reads it, but perhaps without a secret. */
    Optional<Subscription> readFirst() {
        return read(1, "webhooks.1", false);
    }

    /** All that can be read; of the others the problems tell. */
    List<Subscription> read() {
        Map<String, Subscription> subscriptions = new TreeMap<>();
        for (int number = 1; number <= Key.MOST_ITEMS; number++) {
            String section = "webhooks." + number;
            if (values.hasAnyOf(section)) {
                read(number, section, true).ifPresent(one -> {
                    if (subscriptions.put(one.id(), one) != null) {
                        problems.add(section + ".id is " + one.id() + ", which another webhook"
                                + " also has. Give each webhook its own id.");
                    }
                });
            }
        }
        return List.copyOf(subscriptions.values());
    }

    private Optional<Subscription> read(int number, String section, boolean isSecretNeeded) {
        Optional<String> id = needed(Keys.WEBHOOK_ID.ofItem(number));
        Optional<URI> url = needed(Keys.WEBHOOK_URL.ofItem(number));
        List<Secret> secrets = secrets(number, isSecretNeeded);
        List<Transfer.State> states = values.list(Keys.WEBHOOK_EVENTS.ofItem(number));
        Subscription read = new Subscription(
                id.orElse(""),
                url.orElse(URI.create("https://nowhere.invalid")),
                secrets,
                states.isEmpty() ? EnumSet.allOf(Transfer.State.class) : Set.copyOf(states),
                values.list(Keys.WEBHOOK_ENDPOINTS.ofItem(number)),
                values.find(Keys.WEBHOOK_PBX.ofItem(number)).orElse(null),
                values.find(Keys.WEBHOOK_FORMAT.ofItem(number)).orElse(Format.CLOUDEVENTS),
                headers(number, section),
                values.find(Keys.WEBHOOK_TIMEOUT.ofItem(number)).orElse(TIMEOUT),
                values.find(Keys.WEBHOOK_PRIVATE.ofItem(number)).orElse(false),
                authorities(Keys.WEBHOOK_CA_FILE.ofItem(number)));
        if (id.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        if (url.get().getScheme().equalsIgnoreCase("http") && !read.isPrivateAllowed()) {
            warnings.add(section + ".url is not https: anyone who can read the network's traffic"
                    + " learns who calls whom. Use a receiver with TLS.");
        }
        return Optional.of(read);
    }

    private <T> Optional<T> needed(Key<T> key) {
        if (!values.isGiven(key)) {
            problems.add(key.path() + " is missing. Set it, or remove the item.");
        }
        return values.find(key);
    }

    private List<Secret> secrets(int number, boolean isNeeded) {
        List<Secret> secrets = new ArrayList<>();
        Key<String> first = Keys.WEBHOOK_SECRET.ofItem(number);
        Key<String> second = Keys.WEBHOOK_SECOND_SECRET.ofItem(number);
        Key<String> firstFile = Keys.WEBHOOK_SECRET_FILE.ofItem(number);
        Optional<String> text = isNeeded
                ? Optional.of(values.secret(first, firstFile))
                : values.findSecret(first, firstFile);
        text.ifPresent(one -> add(secrets, first, one));
        values.findSecret(second, Keys.WEBHOOK_SECOND_SECRET_FILE.ofItem(number))
                .ifPresent(other -> add(secrets, second, other));
        return secrets;
    }

    /** Empty text has had its problem. */
    private void add(List<Secret> secrets, Key<String> key, String text) {
        Optional<Secret> secret = Secret.of(text);
        if (secret.isEmpty() && !text.isEmpty()) {
            problems.add(key.path() + " (hidden) must be " + Secret.EXPECTED + ".");
        }
        secret.ifPresent(secrets::add);
    }

    private @Nullable String authorities(Key<String> key) {
        Path file = values.findFile(key).orElse(null);
        if (file == null) {
            return null;
        }
        try {
            byte[] pem = Files.readAllBytes(file);
            var certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem));
            if (!certificates.isEmpty()) {
                return new String(pem, StandardCharsets.US_ASCII);
            }
        } catch (IOException | CertificateException e) {
            // It is said below.
        }
        problems.add(key.path() + ": " + file + " must be a file with certificates in PEM that this"
                + " user may read.");
        return null;
    }

    private Map<String, String> headers(int number, String section) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : values.list(Keys.WEBHOOK_HEADERS.ofItem(number))) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (headers.put(name, header.getValue()) != null) {
                problems.add(section + ".headers has " + name + " twice. Remove one.");
            }
        }
        return headers;
    }
}
