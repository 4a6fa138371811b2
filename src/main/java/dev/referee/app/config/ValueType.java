package dev.referee.app.config;

import dev.referee.intake.records.CdrSource;
import dev.referee.model.EndpointPattern;
import dev.referee.model.EnumWord;
import dev.referee.model.Person;
import dev.referee.model.Transfer;
import dev.referee.policy.Referrer;
import dev.referee.policy.StatusRange;
import dev.referee.policy.WrapUpRow;
import dev.referee.webhook.Format;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the value of a key must be. Values are read from their text, so that a file and the
 * environment mean the same, and a password of digits keeps its leading zero.
 *
 * @param expected completes "it must be …", for people
 * @param secret whether the value must never be shown
 * @param words those that it can be, for suggestions; empty when it is no word of a few
 * @param parser empty when the text is not such a value
 */
record ValueType<T>(
        String expected,
        boolean secret,
        Collection<String> words,
        Function<String, Optional<T>> parser) {
    private static final int LONGEST_TEXT = 255;
    private static final int LONGEST_SHOWN = 60;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%\\w+)?");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern HEADER =
            Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}): *([!-~][ -~]{0,1023})");
    private static final Pattern OWN_HEADER = Pattern.compile(
            "(?i)(webhook|ce|content|proxy)-.*|host|connection|transfer-encoding|te|trailer|upgrade"
                    + "|expect|user-agent|keep-alive");
    private static final Pattern PHONE = Pattern.compile("PJSIP/(\\*|[^\\s*/]{1,200}\\*?)");
    private static final Pattern USER_INFORMATION = Pattern.compile("//[^/]*@");

    private ValueType(String expected, boolean secret, Function<String, Optional<T>> parser) {
        this(expected, secret, List.of(), parser);
    }

    /** The value that a text stands for, or empty when it is none. */
    Optional<T> parse(String text) {
        return parser.apply(text);
    }

    /** A refused text as a message may show it. */
    String shown(String text) {
        if (secret) {
            return "(hidden)";
        }
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        String cut = printable.length() > LONGEST_SHOWN
                ? printable.substring(0, LONGEST_SHOWN) + "…"
                : printable;
        return '"' + USER_INFORMATION.matcher(cut).replaceAll("//(hidden)@") + '"';
    }

    /** A short name that can stand in a URL path. */
    static ValueType<String> name() {
        return new ValueType<>(
                "1 to 64 letters, digits, '.', '_' or '-'",
                false,
                text -> Optional.of(text).filter(name -> NAME.matcher(name).matches()));
    }

    /** One line of text. A line break would add a header to an AMI action. */
    static ValueType<String> text() {
        return new ValueType<>(
                "one line of 1 to " + LONGEST_TEXT + " characters", false, ValueType::oneLine);
    }

    static ValueType<String> secretText() {
        return new ValueType<>(
                "one line of 1 to " + LONGEST_TEXT + " characters", true, ValueType::oneLine);
    }

    /** A path of a file; whether the file can be read is found out later. */
    static ValueType<String> file() {
        return new ValueType<>("the path of a file", false, ValueType::oneLine);
    }

    static ValueType<String> host() {
        return new ValueType<>(
                "a host name or an IP address, without a port",
                false,
                text -> Optional.of(text)
                        .filter(host -> HOST_NAME.matcher(host).matches()
                                || IPV6.matcher(host).matches()));
    }

    /** A port, with or without an address before it; an IPv6 address stands in brackets. */
    static ValueType<InetSocketAddress> socket(String defaultHost) {
        return new ValueType<>(
                "a port, or an address and a port like " + defaultHost + ":9060", false, text -> {
                    int colon = text.lastIndexOf(':');
                    String host = colon < 0 ? defaultHost : text.substring(0, colon);
                    boolean bracketed = host.startsWith("[") && host.endsWith("]");
                    String plain = bracketed ? host.substring(1, host.length() - 1) : host;
                    return bracketed == (plain.indexOf(':') >= 0)
                            ? host().parse(plain)
                                    .flatMap(name -> number(text.substring(colon + 1), 1, 65_535)
                                            .map(port -> InetSocketAddress.createUnresolved(
                                                    name, port.intValue())))
                            : Optional.empty();
                });
    }

    /** A password in it is refused, and not shown. */
    static ValueType<String> database() {
        return new ValueType<>(
                "an address like jdbc:postgresql://db.example/asterisk?user=referee, without a"
                        + " password",
                true,
                text -> oneLine(text)
                        .filter(CdrSource.InDatabase::isOne)
                        .filter(url -> !CdrSource.InDatabase.hasSecret(url)));
    }

    /** As tzdata names it. */
    static ValueType<ZoneId> zone() {
        return new ValueType<>("a time zone like Europe/Berlin or UTC", false, text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    static ValueType<Store> store() {
        return new ValueType<>("sqlite or memory", false, text -> switch (text) {
            case "sqlite" -> Optional.of(Store.SQLITE);
            case "memory" -> Optional.of(Store.MEMORY);
            default -> Optional.empty();
        });
    }

    static ValueType<LogFormat> logFormat() {
        return new ValueType<>("text or json", false, text -> switch (text) {
            case "text" -> Optional.of(LogFormat.TEXT);
            case "json" -> Optional.of(LogFormat.JSON);
            default -> Optional.empty();
        });
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>("true or false", false, text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    static ValueType<Integer> whole(int least, int most) {
        return new ValueType<>(
                "a whole number from " + least + " to " + most,
                false,
                text -> number(text, least, most).map(Long::intValue));
    }

    static ValueType<Duration> milliseconds(long least, long most) {
        return new ValueType<>(
                "a whole number of milliseconds from " + least + " to " + most,
                false,
                text -> number(text, least, most).map(Duration::ofMillis));
    }

    static ValueType<Person> person() {
        return new ValueType<>(Person.EXPECTED, false, Person::of);
    }

    static ValueType<Referrer> referrer() {
        return new ValueType<>(Referrer.EXPECTED, false, Referrer::of);
    }

    /** Only PJSIP endpoints: Asterisk sends no others a NOTIFY by AMI's PJSIPNotify. */
    static ValueType<EndpointPattern> phone() {
        return new ValueType<>(
                EndpointPattern.EXPECTED + " or PJSIP/*",
                false,
                text -> Optional.of(text)
                        .filter(phone -> PHONE.matcher(phone).matches())
                        .map(EndpointPattern::new));
    }

    static ValueType<EndpointPattern> endpointPattern() {
        return new ValueType<>(EndpointPattern.EXPECTED, false, EndpointPattern::of);
    }

    static ValueType<Format> format() {
        return new ValueType<>("one of " + Format.EXPECTED, false, Format::of);
    }

    static ValueType<Transfer.State> state() {
        return constant(Transfer.State.values());
    }

    static ValueType<Transfer.Reason> reason() {
        return constant(Transfer.Reason.values());
    }

    static ValueType<String> wrapUpCode() {
        return new ValueType<>(
                WrapUpRow.EXPECTED_CODE,
                false,
                text -> Optional.of(text).filter(WrapUpRow::isCode));
    }

    static ValueType<StatusRange> sipStatuses() {
        return new ValueType<>(StatusRange.EXPECTED, false, StatusRange::of);
    }

    private static <E extends Enum<E>> ValueType<E> constant(E[] constants) {
        Map<String, E> words = Arrays.stream(constants)
                .collect(Collectors.toMap(
                        EnumWord::of, one -> one, (a, b) -> a, LinkedHashMap::new));
        return new ValueType<>(
                "one of " + String.join(", ", words.keySet()),
                false,
                words.keySet(),
                text -> Optional.ofNullable(words.get(text)));
    }

    /** Its path and query may be a secret of the receiver's, so that it is not shown. */
    static ValueType<URI> receiverUrl() {
        return new ValueType<>(
                "an http:// or https:// URL without user and fragment, like"
                        + " https://crm.example/hooks/referee",
                true,
                text -> url(text, Set.of("http", "https")));
    }

    /** One that Referee does not send itself (RFC 9110 section 5.1). */
    static ValueType<Map.Entry<String, String>> header() {
        return new ValueType<>(
                "like X-Api-Key: value, with a name that neither Referee nor HTTP itself sets",
                true,
                text -> {
                    Matcher header = HEADER.matcher(text);
                    return header.matches()
                                    && !OWN_HEADER.matcher(header.group(1)).matches()
                            ? Optional.of(Map.entry(header.group(1), header.group(2)))
                            : Optional.empty();
                });
    }

    static ValueType<URI> httpRoot() {
        return new ValueType<>(
                "an http:// or https:// URL without user, query and /ari, like"
                        + " http://127.0.0.1:8088",
                false,
                text -> url(text, Set.of("http", "https")).filter(ValueType::isRoot));
    }

    /** As a browser names it (RFC 6454 section 6.2). */
    static ValueType<String> origin() {
        return new ValueType<>(
                "an origin like https://crm.example, without a path and without the default port"
                        + " of its scheme",
                false,
                text -> url(text, Set.of("http", "https"))
                        .filter(url -> (url.getScheme() + "://" + url.getAuthority()).equals(text))
                        .filter(url -> url.getPort() != (text.startsWith("https:") ? 443 : 80))
                        .map(url -> text.toLowerCase(Locale.ROOT)));
    }

    /** Whoever stands between could put keys of their own in, hence no plain HTTP over a network. */
    static ValueType<URI> keySet() {
        return new ValueType<>(
                "an https:// URL, or an http:// URL of this machine",
                false,
                text -> url(text, Set.of("http", "https"))
                        .filter(url -> url.getScheme().equalsIgnoreCase("https")
                                || Set.of("localhost", "127.0.0.1", "[::1]")
                                        .contains(url.getHost())));
    }

    static ValueType<String> webSocket() {
        return new ValueType<>(
                "a ws:// or wss:// URL without user, like ws://localhost:8088/ws",
                false,
                text -> url(text, Set.of("ws", "wss")).map(URI::toString));
    }

    private static boolean isRoot(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        return url.getQuery() == null && !path.matches("(.*/)?ari/?");
    }

    private static Optional<String> oneLine(String text) {
        boolean fits = !text.isEmpty() && text.length() <= LONGEST_TEXT;
        return fits && text.chars().noneMatch(Character::isISOControl)
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Optional<Long> number(String text, long least, long most) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(text);
        return number >= least && number <= most ? Optional.of(number) : Optional.empty();
    }

    private static Optional<URI> url(String text, Set<String> schemes) {
        try {
            URI url = new URI(text);
            boolean right = url.getScheme() != null
                    && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))
                    && url.getHost() != null
                    && url.getPort() <= 65_535
                    && url.getUserInfo() == null
                    && url.getFragment() == null;
            return right ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
