package dev.referee.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.audit.AuditSettings;
import dev.referee.correlate.Limits;
import dev.referee.edge.EdgeSettings;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepSettings;
import dev.referee.intake.records.CdrSource;
import dev.referee.ladder.TraceLimits;
import dev.referee.log.LogSettings;
import dev.referee.model.EndpointPattern;
import dev.referee.model.Person;
import dev.referee.model.Source;
import dev.referee.policy.Policy;
import dev.referee.policy.Referrer;
import dev.referee.policy.Referrers;
import dev.referee.policy.WrapUpCodes;
import dev.referee.token.TokenSettings;
import dev.referee.webhook.Definitions;
import dev.referee.webhook.Rules;
import dev.referee.webhook.Subscription;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is set, checked. Prints no secret.
 *
 * @param pbx the name of the watched Asterisk
 * @param ami null when AMI is not listened to; then ARI is
 * @param ari null when ARI is not listened to; then AMI is
 * @param hep null when SIP messages are not listened for
 * @param referrers patterns of those who may transfer; empty when everybody may
 * @param persons who has several endpoints
 * @param wrapUpCodes the site's table, or Referee's own where there is none
 * @param receivers patterns of endpoints that are sent the ends of their transfers in SIP; only
 *     where there is AMI
 * @param webhooks who is sent events by HTTP
 * @param rules for those who are added by administrators
 * @param logFormat of what is logged on standard error
 * @param traces how much is traced for ladders; null for nothing
 * @param store where events are kept
 * @param log how many of them, and in which file where it is one
 * @param audit where Asterisk's own records are; null where they are not read
 * @param given the text of every key, to compare with another configuration
 * @param warnings what works but should be changed, a sentence each, without secrets
 */
public record Configuration(
        String pbx,
        @Nullable AmiSettings ami,
        @Nullable AriSettings ari,
        @Nullable HepSettings hep,
        EdgeSettings edge,
        List<Referrer> referrers,
        List<Person> persons,
        WrapUpCodes wrapUpCodes,
        List<EndpointPattern> receivers,
        List<Subscription> webhooks,
        Rules rules,
        Limits limits,
        LogFormat logFormat,
        @Nullable TraceLimits traces,
        Store store,
        LogSettings log,
        @Nullable AuditSettings audit,
        Given given,
        List<String> warnings) {
    /** RFC 7518 section 3.2. */
    private static final int LEAST_HS256_BYTES = 32;

    private static final long BYTES_OF_A_MEGABYTE = 1_048_576;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|(0*:){2,7}0*1");

    private static final Definitions WEBHOOK_DEFINITIONS = new WebhookDefinitions();

    private static final String ONLY_AMI =
            "pbx.ari is not set: Referee uses only AMI, and cannot report what happens while AMI"
                    + " is lost. Set pbx.ari.password.";
    private static final String ONLY_ARI =
            "pbx.ami is not set: Referee uses only ARI, and cannot report what happens while ARI"
                    + " is lost. Set pbx.ami.secret.";

    public Configuration {
        referrers = List.copyOf(referrers);
        persons = List.copyOf(persons);
        receivers = List.copyOf(receivers);
        webhooks = List.copyOf(webhooks);
        warnings = List.copyOf(warnings);
    }

    /** The site's rules. */
    public Policy policy() {
        return new Policy(new Referrers(referrers), wrapUpCodes);
    }

    /** Whether tokens are taken. */
    public boolean takesTokens() {
        return edge.tokens() != null;
    }

    /**
     * The keys that are set to something else in another configuration and count only after a
     * restart.
     */
    public List<String> changedForARestart(Configuration other) {
        return given.changedIn(other.given).stream()
                .filter(path -> !path.startsWith("wrap_up_codes.")
                        && !path.equals(Keys.REFERRERS.path())
                        && !(path.startsWith("tokens.") && takesTokens() && other.takesTokens()))
                .toList();
    }

    /** Where Referee learns of calls. */
    public Set<Source> sourcesInUse() {
        Set<Source> inUse = EnumSet.noneOf(Source.class);
        if (ami != null) {
            inUse.add(Source.AMI);
        }
        if (ari != null) {
            inUse.add(Source.ARI);
        }
        if (hep != null) {
            inUse.add(Source.HEP);
        }
        return inUse;
    }

    /** The same for people. */
    public String sources() {
        return Stream.of(ami, ari, hep)
                .flatMap(Stream::ofNullable)
                .map(Object::toString)
                .collect(Collectors.joining(" and "));
    }

    /**
     * Reads the configuration.
     *
     * @param file null for none: defaults and the environment only
     * @param environment all variables of the process
     * @throws ConfigurationException with everything that is wrong
     */
    public static Configuration load(@Nullable Path file, Map<String, String> environment)
            throws ConfigurationException {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Map<String, Setting> fromFile = file == null ? Map.of() : YamlReader.read(file, problems);
        Map<String, Setting> fromEnvironment = EnvironmentReader.read(environment, problems);
        Values values = new Values(fromFile, fromEnvironment, problems, warnings);
        boolean isAmiSet = values.hasAnyOf("pbx.ami");
        boolean isAriSet = values.hasAnyOf("pbx.ari");
        if (isAmiSet != isAriSet) {
            warnings.add(isAmiSet ? ONLY_AMI : ONLY_ARI);
        }
        Configuration configuration = new Configuration(
                values.get(Keys.PBX_NAME),
                isAmiSet || !isAriSet ? ami(values) : null,
                isAriSet || !isAmiSet ? ari(values) : null,
                hep(values, warnings),
                edge(values, problems, warnings),
                values.list(Keys.REFERRERS),
                values.list(Keys.PERSONS),
                new WrapUpReader(values, problems).read(),
                receivers(values, isAmiSet || !isAriSet, problems),
                new SubscriptionReader(values, problems, warnings).read(),
                new Rules(
                        values.get(Keys.ADMIN_WEBHOOKS),
                        values.get(Keys.ADMIN_PRIVATE),
                        WEBHOOK_DEFINITIONS),
                limits(values),
                values.get(Keys.LOGGING_FORMAT),
                traces(values),
                values.get(Keys.LOG_STORE),
                log(values),
                audit(values, isAmiSet || !isAriSet, problems),
                values.given(),
                warnings);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return configuration;
    }

    private static List<EndpointPattern> receivers(
            Values values, boolean isAmiListenedTo, List<String> problems) {
        List<EndpointPattern> receivers = values.list(Keys.RECEIVERS);
        if (!receivers.isEmpty() && !isAmiListenedTo) {
            problems.add("push.endpoints is set, but pbx.ami is not: Referee sends NOTIFYs to"
                    + " phones through AMI. Set pbx.ami.secret, or remove push.endpoints.");
        }
        return receivers;
    }

    private static AmiSettings ami(Values values) {
        return new AmiSettings(
                values.get(Keys.AMI_HOST),
                values.get(Keys.AMI_PORT),
                values.get(Keys.AMI_USERNAME),
                values.secret(Keys.AMI_SECRET, Keys.AMI_SECRET_FILE),
                values.get(Keys.AMI_TLS),
                values.get(Keys.AMI_PING_INTERVAL),
                values.find(Keys.DIALOGS_SESSION_HEADER).orElse(null));
    }

    private static AriSettings ari(Values values) {
        return new AriSettings(
                values.get(Keys.ARI_URL),
                values.get(Keys.ARI_USERNAME),
                values.secret(Keys.ARI_PASSWORD, Keys.ARI_PASSWORD_FILE),
                values.get(Keys.ARI_APPLICATION),
                values.get(Keys.ARI_PING_INTERVAL),
                values.find(Keys.DIALOGS_SESSION_HEADER).orElse(null));
    }

    private static @Nullable HepSettings hep(Values values, List<String> warnings) {
        Optional<String> password = values.findSecret(Keys.HEP_PASSWORD, Keys.HEP_PASSWORD_FILE);
        InetSocketAddress listen = values.find(Keys.HEP_LISTEN).orElse(null);
        if (listen == null) {
            if (password.isPresent()) {
                warnings.add("pbx.hep.password is set, but pbx.hep.listen is not: Referee"
                        + " receives no SIP messages. Set pbx.hep.listen, or remove the"
                        + " password.");
            }
            return null;
        }
        String host = listen.getHostString();
        if (password.isEmpty() && !LOOPBACK.matcher(host).matches()) {
            warnings.add("pbx.hep.listen is " + host + " without pbx.hep.password: every machine"
                    + " that reaches that address can send Referee invented calls. Set the"
                    + " password here and as capture_password in hep.conf.");
        }
        return new HepSettings(host, listen.getPort(), password.orElse(null));
    }

    private static EdgeSettings edge(Values values, List<String> problems, List<String> warnings) {
        String host = values.get(Keys.LISTEN_HOST);
        boolean open = values.get(Keys.OPEN);
        boolean agreed = values.get(Keys.OPEN_BEYOND_LOOPBACK);
        boolean beyond = !LOOPBACK.matcher(host).matches();
        if (open && !agreed && beyond) {
            problems.add("open is true and listen.host is " + host + ": every client that"
                    + " reaches that address would see who calls whom. Set listen.host to"
                    + " 127.0.0.1, or open to false, or confirm with open_beyond_loopback:"
                    + " true.");
        }
        EdgeSettings.Tls tls = tls(values, problems);
        TokenSettings tokens = tokens(values, problems);
        if (tokens != null && tls == null && beyond) {
            warnings.add("Tokens are accepted and listen.host is " + host + " without TLS: anyone"
                    + " who can read that network's traffic can use them. Set"
                    + " listen.tls_certificate_file and listen.tls_key_file, or listen on"
                    + " 127.0.0.1 behind a proxy with TLS.");
        }
        return new EdgeSettings(
                host,
                values.get(Keys.LISTEN_PORT),
                open,
                values.find(Keys.DEMO_SIP_WEBSOCKET).orElse(null),
                values.get(Keys.SOCKET_PING_INTERVAL),
                tokens,
                tls,
                values.list(Keys.ORIGINS),
                values.get(Keys.CONNECTIONS),
                values.get(Keys.CONNECTIONS_PER_ADDRESS),
                values.get(Keys.FRAMES_PER_MINUTE),
                values.get(Keys.ATTEMPTS_PER_MINUTE),
                values.get(Keys.ATTEMPTS_PER_MINUTE_AND_ADDRESS),
                values.get(Keys.SUBSCRIPTIONS),
                values.get(Keys.FRAME_BYTES),
                values.get(Keys.QUEUED_FRAMES),
                values.get(Keys.DIALOG_WAIT),
                new EdgeSettings.Matching(
                        values.get(Keys.DIALOGS_BY_TAGS),
                        values.find(Keys.DIALOGS_SESSION_HEADER).isPresent()));
    }

    private static EdgeSettings.@Nullable Tls tls(Values values, List<String> problems) {
        Optional<Path> certificate = values.findFile(Keys.TLS_CERTIFICATE_FILE);
        Optional<Path> key = values.findFile(Keys.TLS_KEY_FILE);
        if (certificate.isPresent() != key.isPresent()) {
            problems.add("listen.tls_certificate_file and listen.tls_key_file belong together: set"
                    + " both or none.");
        }
        key.ifPresent(values::warnIfOpenToAll);
        return certificate.isEmpty() || key.isEmpty()
                ? null
                : new EdgeSettings.Tls(certificate.get(), key.get(), values.get(Keys.TLS_RELOAD));
    }

    private static @Nullable TokenSettings tokens(Values values, List<String> problems) {
        Optional<String> secret =
                values.findSecret(Keys.TOKENS_HS256_SECRET, Keys.TOKENS_HS256_SECRET_FILE);
        TokenSettings settings = new TokenSettings(
                secret.orElse(null),
                values.findFile(Keys.TOKENS_RS256_KEY_FILE).orElse(null),
                values.findFile(Keys.TOKENS_ES256_KEY_FILE).orElse(null),
                values.findFile(Keys.TOKENS_JWKS_FILE).orElse(null),
                values.find(Keys.TOKENS_JWKS_URL).orElse(null),
                values.get(Keys.TOKENS_REFRESH),
                values.find(Keys.TOKENS_ISSUER).orElse(null),
                values.get(Keys.TOKENS_AUDIENCE),
                values.get(Keys.TOKENS_LEEWAY));
        int bytes = secret.map(text -> text.getBytes(UTF_8).length).orElse(0);
        if (bytes > 0 && bytes < LEAST_HS256_BYTES) {
            problems.add("tokens.hs256_secret is shorter than " + LEAST_HS256_BYTES
                    + " characters and can be guessed from one token. Use a longer one.");
        }
        if (settings.hasKeys()) {
            return settings;
        }
        if (values.hasAnyOf("tokens")) {
            problems.add("tokens is set, but has no key: add hs256_secret, rs256_key_file,"
                    + " es256_key_file, jwks_file or jwks_url, or remove tokens.");
        }
        return null;
    }

    private static @Nullable AuditSettings audit(
            Values values, boolean isAmiListenedTo, List<String> problems) {
        AuditSettings.Cel cel = cel(values, isAmiListenedTo, problems);
        AuditSettings.Cdr cdr = cdr(values, isAmiListenedTo, problems);
        return cel == null && cdr == null
                ? null
                : new AuditSettings(
                        cel,
                        cdr,
                        values.get(Keys.CEL_INTERVAL),
                        values.get(Keys.LOG_AGE),
                        values.get(Keys.RECONNECT));
    }

    private static AuditSettings.@Nullable Cel cel(
            Values values, boolean isAmiListenedTo, List<String> problems) {
        Path file = values.findFile(Keys.CEL).orElse(null);
        boolean overAmi = values.get(Keys.CEL_OVER_AMI);
        if (file != null && overAmi) {
            problems.add("reconcile.cel_file and reconcile.cel_over_ami are both set: remove one of"
                    + " them. The file has all records that AMI sends, and those of"
                    + " times when Referee does not run.");
        }
        if (overAmi && !isAmiListenedTo) {
            problems.add(
                    "reconcile.cel_over_ami is true, but pbx.ami is not set. Set pbx.ami.secret,"
                            + " or name the file with reconcile.cel_file.");
        }
        return file == null && !overAmi ? null : new AuditSettings.Cel(file);
    }

    private static AuditSettings.@Nullable Cdr cdr(
            Values values, boolean isAmiListenedTo, List<String> problems) {
        Optional<Path> file = values.findFile(Keys.CDR_FILE);
        Optional<String> database = values.find(Keys.CDR_DATABASE);
        Optional<String> password = values.findSecret(Keys.CDR_PASSWORD, Keys.CDR_PASSWORD_FILE);
        boolean overAmi = values.get(Keys.CDR_OVER_AMI);
        if (file.isPresent() && database.isPresent()) {
            problems.add("reconcile.cdr_file and reconcile.cdr_database are both set: remove one of"
                    + " them.");
        }
        if (password.isPresent() && !values.isGiven(Keys.CDR_DATABASE)) {
            problems.add(
                    "reconcile.cdr_password is set, but no database: set reconcile.cdr_database,"
                            + " or remove the password.");
        }
        if (overAmi && !isAmiListenedTo) {
            problems.add(
                    "reconcile.cdr_over_ami is true, but pbx.ami is not set. Set pbx.ami.secret,"
                            + " or set reconcile.cdr_file or reconcile.cdr_database.");
        }
        if (values.isGiven(Keys.CDR_ZONE) && file.isEmpty() && database.isEmpty()) {
            problems.add("reconcile.cdr_zone is set, but it applies to no file or database: set"
                    + " reconcile.cdr_file or reconcile.cdr_database, or remove it. For CDRs"
                    + " over AMI, use reconcile.cdr_ami_zone.");
        }
        if (values.isGiven(Keys.CDR_AMI_ZONE) && !overAmi) {
            problems.add("reconcile.cdr_ami_zone is set, but CDRs do not come over AMI: set"
                    + " reconcile.cdr_over_ami to true, or remove it.");
        }
        CdrSource kept = file.<CdrSource>map(CdrSource.InFile::new)
                .or(() -> database.map(url -> new CdrSource.InDatabase(url, password.orElse(""))))
                .orElse(null);
        return kept == null && !overAmi
                ? null
                : new AuditSettings.Cdr(
                        kept,
                        values.find(Keys.CDR_ZONE).orElseGet(ZoneId::systemDefault),
                        overAmi
                                ? values.find(Keys.CDR_AMI_ZONE).orElseGet(ZoneId::systemDefault)
                                : null,
                        values.get(Keys.CDR_INTERVAL));
    }

    private static LogSettings log(Values values) {
        return new LogSettings(
                Path.of(values.get(Keys.LOG_FILE)),
                values.get(Keys.LOG_SAFE_FROM_POWER_CUTS),
                values.get(Keys.LOG_ENTRIES),
                values.get(Keys.LOG_AGE),
                values.get(Keys.LOG_MEGABYTES) * BYTES_OF_A_MEGABYTE,
                values.get(Keys.LOG_ENTRIES_IN_MEMORY),
                values.get(Keys.DIALOGS),
                values.get(Keys.NOTIFIES),
                values.get(Keys.NOTIFY_MEGABYTES) * BYTES_OF_A_MEGABYTE,
                values.get(Keys.TRACE_TRANSFERS),
                values.get(Keys.TRACE_MEGABYTES) * BYTES_OF_A_MEGABYTE);
    }

    private static @Nullable TraceLimits traces(Values values) {
        int transfers = values.get(Keys.TRACE_TRANSFERS);
        return transfers == 0
                ? null
                : new TraceLimits(
                        values.get(Keys.TRACE_STEPS),
                        transfers,
                        values.get(Keys.CHANNELS),
                        values.get(Keys.MEMORY));
    }

    private static Limits limits(Values values) {
        return new Limits(
                values.get(Keys.SETTLE),
                values.get(Keys.RECONNECT),
                values.get(Keys.EXPIRY),
                values.get(Keys.MEMORY),
                values.get(Keys.NOTIFY),
                values.get(Keys.CHANNELS),
                values.get(Keys.TRANSFERS));
    }
}
