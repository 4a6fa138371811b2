package dev.referee.app.config;

import dev.referee.model.EndpointPattern;
import dev.referee.model.Person;
import dev.referee.model.Transfer;
import dev.referee.policy.Referrer;
import dev.referee.policy.StatusRange;
import dev.referee.webhook.Format;
import dev.referee.webhook.Secret;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every key there is, in the order of the file. The reader, its messages, the printed example and
 * docs/CONFIGURATION.md all come from this table.
 */
final class Keys {
    private static final List<Key<?>> TABLE = new ArrayList<>();
    private static final String WEBHOOK = "webhooks." + Key.ITEM + ".";
    private static final String WRAP_UP = "wrap_up_codes." + Key.ITEM + ".";

    static final Key<String> PBX_NAME = key(
            "pbx.name",
            ValueType.name(),
            "main",
            "Name of the watched Asterisk: a part of every transfer's id and the source"
                    + " (/pbx/<name>) of every event.");

    static final Key<String> AMI_HOST =
            key("pbx.ami.host", ValueType.host(), "127.0.0.1", "Where the manager interface is.");
    static final Key<Integer> AMI_PORT = key(
            "pbx.ami.port",
            ValueType.whole(1, 65_535),
            "5038",
            "Its TCP port: port or tlsbindaddr of manager.conf.");
    static final Key<String> AMI_USERNAME =
            key("pbx.ami.username", ValueType.text(), "referee", "The section in manager.conf.");
    static final Key<String> AMI_SECRET = key(
            "pbx.ami.secret",
            ValueType.secretText(),
            null,
            "Its secret. This or secret_file is needed, unless nothing of pbx.ami is set: then ARI"
                    + " alone is listened to.");
    static final Key<String> AMI_SECRET_FILE = key(
            "pbx.ami.secret_file",
            ValueType.file(),
            null,
            "A file that holds the secret and nothing else, instead of secret.");
    static final Key<Boolean> AMI_TLS = key(
            "pbx.ami.tls",
            ValueType.flag(),
            "false",
            "Whether that port speaks TLS. The certificate's host name is checked then.");
    static final Key<Duration> AMI_PING_INTERVAL = key(
            "pbx.ami.ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "10000",
            "How often a silent connection is probed.");

    static final Key<URI> ARI_URL = key(
            "pbx.ari.url",
            ValueType.httpRoot(),
            "http://127.0.0.1:8088",
            "Asterisk's HTTP server, with the prefix of http.conf if there is one.");
    static final Key<String> ARI_USERNAME =
            key("pbx.ari.username", ValueType.text(), "referee", "The section in ari.conf.");
    static final Key<String> ARI_PASSWORD = key(
            "pbx.ari.password",
            ValueType.secretText(),
            null,
            "Its password. This or password_file is needed, unless nothing of pbx.ari is set: then"
                    + " AMI alone is listened to.");
    static final Key<String> ARI_PASSWORD_FILE = key(
            "pbx.ari.password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of password.");
    static final Key<String> ARI_APPLICATION = key(
            "pbx.ari.application",
            ValueType.name(),
            "referee",
            "The Stasis application to listen as. No other program may use this name: the newest"
                    + " listener cuts off the one before.");
    static final Key<Duration> ARI_PING_INTERVAL = key(
            "pbx.ari.ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "10000",
            "How often a silent connection is probed.");

    static final Key<InetSocketAddress> HEP_LISTEN = key(
            "pbx.hep.listen",
            ValueType.socket("127.0.0.1"),
            null,
            "Where SIP messages that Asterisk mirrors (hep.conf's capture_address) are heard over"
                    + " UDP. Without it they are not.");
    static final Key<String> HEP_PASSWORD = key(
            "pbx.hep.password",
            ValueType.secretText(),
            null,
            "hep.conf's capture_password. Without it every packet is believed.");
    static final Key<String> HEP_PASSWORD_FILE = key(
            "pbx.hep.password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of password.");

    static final Key<LogFormat> LOGGING_FORMAT = key(
            "logging.format",
            ValueType.logFormat(),
            "text",
            "What Referee logs on standard error: text for people, or json, an object a line, for"
                    + " programs that collect logs; see docs/OPERATIONS.md. The level is set by the"
                    + " variable REFEREE_LOG_LEVEL.");

    static final Key<Store> LOG_STORE = key(
            "log.store",
            ValueType.store(),
            "sqlite",
            "Where events are kept. With sqlite in a file: a browser gets what it missed although"
                    + " Referee was restarted. With memory until Referee ends.");
    static final Key<String> LOG_FILE = key(
            "log.file",
            ValueType.file(),
            "data/referee.db",
            "That file, on a local disk. A relative name counts from the working folder, wherever the"
                    + " configuration file is. It says who called whom: Referee makes it readable for"
                    + " its own user alone.");
    static final Key<Boolean> LOG_SAFE_FROM_POWER_CUTS = key(
            "log.safe_from_power_cuts",
            ValueType.flag(),
            "true",
            "Whether an event is told only when the disk itself has it. Without that a power cut can"
                    + " lose the last events; the end of Referee, however sudden, cannot.");

    static final Key<String> CEL = key(
            "reconcile.cel_file",
            ValueType.file(),
            null,
            "The file in which Asterisk writes down what happens to calls (cel_custom). Where it is"
                    + " set, it is compared all the time with what is reported, and ends that"
                    + " nobody saw are told late: see RECONCILE.md.");
    static final Key<Boolean> CEL_OVER_AMI = key(
            "reconcile.cel_over_ami",
            ValueType.flag(),
            "false",
            "Whether these records are heard over AMI instead, which needs [manager] enabled = yes in"
                    + " cel.conf. That compares only while AMI is connected: what is written down"
                    + " meanwhile is in the file alone.");
    static final Key<Duration> CEL_INTERVAL = key(
            "reconcile.interval_ms",
            ValueType.milliseconds(100, 3_600_000),
            "1000",
            "How often it is looked whether there are new records.");
    static final Key<String> CDR_FILE = key(
            "reconcile.cdr_file",
            ValueType.file(),
            null,
            "The file in which Asterisk keeps CDRs (cdr_csv with loguniqueid = yes, cdr_custom,"
                    + " cdr_sqlite3_custom). They say of fewer transfers than CEL how they ended.");
    static final Key<String> CDR_DATABASE = key(
            "reconcile.cdr_database",
            ValueType.database(),
            null,
            "The PostgreSQL in which it keeps them, in a table cdr, instead of a file.");
    static final Key<String> CDR_PASSWORD = key(
            "reconcile.cdr_password",
            ValueType.secretText(),
            null,
            "That user's password, where the database wants one.");
    static final Key<String> CDR_PASSWORD_FILE = key(
            "reconcile.cdr_password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of cdr_password.");
    static final Key<Boolean> CDR_OVER_AMI = key(
            "reconcile.cdr_over_ami",
            ValueType.flag(),
            "false",
            "Whether CDRs are heard over AMI, too, or instead, which needs enabled = yes in"
                    + " cdr_manager.conf and read = cdr for the account. Of the time in which AMI is"
                    + " not connected only a file or a database knows.");
    static final Key<ZoneId> CDR_ZONE = key(
            "reconcile.cdr_zone",
            ValueType.zone(),
            null,
            "The time zone by which Asterisk writes CDRs there: UTC with usegmtime = yes of cdr.conf;"
                    + " without this key, this machine's.");
    static final Key<ZoneId> CDR_AMI_ZONE = key(
            "reconcile.cdr_ami_zone",
            ValueType.zone(),
            null,
            "Asterisk's own time zone, by which CDRs come over AMI whatever usegmtime says; without it"
                    + " this machine's.");
    static final Key<Duration> CDR_INTERVAL = key(
            "reconcile.cdr_interval_ms",
            ValueType.milliseconds(1_000, 86_400_000),
            "600000",
            "How often all CDRs are compared. What two comparisons find is told: longer than time of"
                    + " cdr.conf, where batch = yes.");

    static final Key<String> LISTEN_HOST = key(
            "listen.host",
            ValueType.host(),
            "127.0.0.1",
            "The address on which browsers are served. 0.0.0.0 is every one of this machine.");
    static final Key<Integer> LISTEN_PORT = key(
            "listen.port", ValueType.whole(0, 65_535), "8090", "Its TCP port; 0 takes a free one.");
    static final Key<String> ORIGINS = list(
            "listen.origins",
            100,
            ValueType.origin(),
            "The pages that may connect. Without it a server that is open takes those of this"
                    + " machine, and its own where the browser calls it by an IP address; one that"
                    + " is not open takes all: no page can subscribe without a dialog or a token."
                    + " Programs that are no browsers are not hindered. In the variable, spaces"
                    + " stand between them.");
    static final Key<String> TLS_CERTIFICATE_FILE = key(
            "listen.tls_certificate_file",
            ValueType.file(),
            null,
            "The server's certificate in PEM, with those that it was signed by behind it. With it"
                    + " and the key browsers connect by https:// and wss:// only.");
    static final Key<String> TLS_KEY_FILE = key(
            "listen.tls_key_file",
            ValueType.file(),
            null,
            "Its private key in PEM (PKCS #8, not encrypted).");
    static final Key<Duration> TLS_RELOAD = key(
            "listen.tls_reload_ms",
            ValueType.milliseconds(100, 86_400_000),
            "10000",
            "How often it is looked whether the two files have changed. A renewed certificate"
                    + " counts for new connections; those that are there stay.");

    static final Key<Boolean> OPEN = key(
            "open",
            ValueType.flag(),
            "false",
            "Whether anybody who can reach the port may subscribe to endpoints and see the page of"
                    + " all transfers, and make and change webhooks (see admin.webhooks). Without"
                    + " it a browser sees only calls whose SIP dialog it knows, or that its token"
                    + " allows.");
    static final Key<Boolean> OPEN_BEYOND_LOOPBACK = key(
            "open_beyond_loopback",
            ValueType.flag(),
            "false",
            "Must be true as well when open is true and listen.host is not of this machine alone:"
                    + " everybody on that network then sees who calls whom.");

    static final Key<String> TOKENS_HS256_SECRET = key(
            "tokens.hs256_secret",
            ValueType.secretText(),
            null,
            "The secret of tokens signed with HS256: 32 characters or more.");
    static final Key<String> TOKENS_HS256_SECRET_FILE = key(
            "tokens.hs256_secret_file",
            ValueType.file(),
            null,
            "A file that holds the secret and nothing else, instead of hs256_secret.");
    static final Key<String> TOKENS_RS256_KEY_FILE = key(
            "tokens.rs256_key_file",
            ValueType.file(),
            null,
            "The public key, in PEM, of tokens signed with RS256: 2048 bits or more.");
    static final Key<String> TOKENS_ES256_KEY_FILE = key(
            "tokens.es256_key_file",
            ValueType.file(),
            null,
            "The public key, in PEM, of tokens signed with ES256.");
    static final Key<String> TOKENS_JWKS_FILE = key(
            "tokens.jwks_file",
            ValueType.file(),
            null,
            "A JSON Web Key Set; its RS256 and ES256 keys count.");
    static final Key<URI> TOKENS_JWKS_URL = key(
            "tokens.jwks_url",
            ValueType.keySet(),
            null,
            "Where such a set is to be had. While it is not, the one that was had last counts.");
    static final Key<Duration> TOKENS_REFRESH = key(
            "tokens.jwks_refresh_ms",
            ValueType.milliseconds(10_000, 86_400_000),
            "300000",
            "How often key sets are read again; also when a token names a key that is not known,"
                    + " at most every 10 seconds.");
    static final Key<String> TOKENS_ISSUER = key(
            "tokens.issuer", ValueType.text(), null, "What a token's iss must be, if it is given.");
    static final Key<String> TOKENS_AUDIENCE = key(
            "tokens.audience", ValueType.text(), "referee", "What a token's aud must be or hold.");
    static final Key<Duration> TOKENS_LEEWAY = key(
            "tokens.leeway_ms",
            ValueType.milliseconds(0, 300_000),
            "5000",
            "How far the clocks of whoever signs and of this machine may differ; counted in whole"
                    + " seconds.");

    static final Key<Boolean> DIALOGS_BY_TAGS = key(
            "dialogs.by_tags",
            ValueType.flag(),
            "false",
            "Whether a subscriber proves a dialog by both tags, whatever the Call-ID. For phones"
                    + " behind a proxy that rewrites the Call-ID and keeps the tags, as Kamailio's"
                    + " topoh with mask_callid; see docs/PROTOCOL.md, Behind a proxy.");
    static final Key<String> DIALOGS_SESSION_HEADER = key(
            "dialogs.session_header",
            ValueType.name(),
            null,
            "The SIP header whose value proves a dialog too, whatever Call-ID and tags: Session-ID"
                    + " (RFC 7989), or one that only the phone, the proxy and Asterisk see. For"
                    + " phones behind a proxy that rewrites everything (a B2BUA). Without it no"
                    + " header is read.");

    static final Key<String> DEMO_SIP_WEBSOCKET = key(
            "demo.sip_websocket",
            ValueType.webSocket(),
            null,
            "The PBX's SIP WebSocket for the phones of the page /demo, as the browser reaches it,"
                    + " like ws://localhost:8088/ws. Without it there is no such page.");

    static final Key<Referrer> REFERRERS = list(
            "policy.referrers",
            100,
            ValueType.referrer(),
            "Who may transfer: a transfer by anybody else is marked referrer-not-allowed and"
                    + " counted, and goes on as before. Compared with the Referred-By, else with"
                    + " the transferor's endpoint; see docs/DIAGNOSIS.md. Without it everybody may."
                    + " In the variable, spaces stand between them.");

    static final Key<Person> PERSONS = list(
            "policy.persons",
            1_000,
            ValueType.person(),
            "Which endpoints are one person's: a transferor who is called back on another device"
                    + " has the call back, and the target was not reached. Without it each endpoint"
                    + " is a person. In the variable, spaces stand between them.");

    static final Key<String> WRAP_UP_CODE = added(new Key<>(
            WRAP_UP + "code",
            1,
            ValueType.wrapUpCode(),
            null,
            "Needed. The site's own code for the transfers that this row fits: those that have all"
                    + " that is named below. The first row that fits counts. Without any row there is"
                    + " a table of Referee's; see docs/WRAP-UP-CODES.md."));
    static final Key<Transfer.State> WRAP_UP_STATES = list(
            WRAP_UP + "states",
            Transfer.State.values().length,
            ValueType.state(),
            "All end states if none is named; one that is no end gives its code to events before the"
                    + " end. In the variable, spaces stand between them.");
    static final Key<Transfer.Reason> WRAP_UP_REASONS = list(
            WRAP_UP + "reasons",
            Transfer.Reason.values().length,
            ValueType.reason(),
            "All if none is named. In the variable, spaces stand between them.");
    static final Key<StatusRange> WRAP_UP_STATUSES = list(
            WRAP_UP + "sip_statuses",
            50,
            ValueType.sipStatuses(),
            "The SIP status that says why a transfer failed: the target's own, else the NOTIFY's; of"
                    + " a refused REFER its answer. All if none is named, also where none is known. In"
                    + " the variable, spaces stand between them.");

    static final Key<EndpointPattern> RECEIVERS = list(
            "push.endpoints",
            100,
            ValueType.phone(),
            "Phones that are also sent the end of their transfers in SIP itself, as a NOTIFY by"
                    + " Asterisk; see docs/PROTOCOL.md. Needs the write class system in"
                    + " manager.conf. Name no trunk: its provider would be sent them. Without it"
                    + " nobody is. In the variable, spaces stand between them.");

    static final Key<String> WEBHOOK_ID = webhook(
            "id",
            ValueType.name(),
            "Needed. Under this name Referee remembers how far the receiver has come; one with a new"
                    + " name begins with what is told from then on.");
    static final Key<URI> WEBHOOK_URL = webhook(
            "url",
            ValueType.receiverUrl(),
            "Needed. Where every event is sent by POST. Redirects are not followed.");
    static final Key<String> WEBHOOK_SECRET = webhook(
            "secret",
            ValueType.secretText(),
            "The key that signs what is sent (Standard Webhooks): " + Secret.EXPECTED
                    + ". This or secret_file is needed.");
    static final Key<String> WEBHOOK_SECRET_FILE = webhook(
            "secret_file",
            ValueType.file(),
            "A file that holds the secret and nothing else, instead of secret.");
    static final Key<String> WEBHOOK_SECOND_SECRET = webhook(
            "second_secret",
            ValueType.secretText(),
            "While the receiver changes from one secret to another: the other. All is signed with"
                    + " both.");
    static final Key<String> WEBHOOK_SECOND_SECRET_FILE = webhook(
            "second_secret_file",
            ValueType.file(),
            "A file that holds it and nothing else, instead of second_secret.");
    static final Key<Transfer.State> WEBHOOK_EVENTS = added(new Key<>(
            WEBHOOK + "events",
            Transfer.State.values().length,
            ValueType.state(),
            null,
            "The events that are sent, by the state that is reached; all if none is named. In the"
                    + " variable, spaces stand between them."));
    static final Key<EndpointPattern> WEBHOOK_ENDPOINTS = added(new Key<>(
            WEBHOOK + "endpoints",
            100,
            ValueType.endpointPattern(),
            null,
            "Only transfers in which one of these takes part are sent; all if none is named. In the"
                    + " variable, spaces stand between them."));
    static final Key<String> WEBHOOK_PBX = webhook(
            "pbx",
            ValueType.name(),
            "Only transfers of the PBX with this pbx.name are sent; all if none is named.");
    static final Key<Format> WEBHOOK_FORMAT = webhook(
            "format",
            ValueType.format(),
            "The shape of what is sent; see docs/WEBHOOKS.md. Without it cloudevents.");
    static final Key<Map.Entry<String, String>> WEBHOOK_HEADERS = added(new Key<>(
            WEBHOOK + "headers",
            20,
            ValueType.header(),
            null,
            "Headers to send with every event. Never shown: they may hold secrets. In the"
                    + " variable, spaces stand between them, and none within one."));
    static final Key<Duration> WEBHOOK_TIMEOUT = webhook(
            "timeout_ms",
            ValueType.milliseconds(100, 60_000),
            "Within that the receiver must answer with a status from 200 to 299; else it is tried"
                    + " again for a day. Without it 3000.");
    static final Key<Boolean> WEBHOOK_PRIVATE = webhook(
            "private_addresses",
            ValueType.flag(),
            "Whether the receiver may have an address that is not public: of this machine or of the"
                    + " local network. Without it false, and nothing is sent to such a one.");
    static final Key<String> WEBHOOK_CA_FILE = webhook(
            "ca_file",
            ValueType.file(),
            "Certificates in PEM: one of them must have signed the receiver's, instead of those that"
                    + " Java trusts. For a certificate authority of the site's own.");

    static final Key<Integer> ADMIN_WEBHOOKS = key(
            "admin.webhooks",
            ValueType.whole(0, 100),
            "20",
            "Webhooks that administrators may create by REST or command, besides those above; see"
                    + " docs/WEBHOOKS.md. They are kept in log.file, with their secrets; those that"
                    + " are there go on when this is lowered.");
    static final Key<Boolean> ADMIN_PRIVATE = key(
            "admin.private_addresses",
            ValueType.flag(),
            "false",
            "Whether those may be sent to addresses that are not public. Whoever may create one can"
                    + " then have Referee ask any server of the local network.");

    static final Key<Duration> SETTLE = key(
            "limits.settle_ms",
            ValueType.milliseconds(0, 60_000),
            "2000",
            "How long a first sign of an end may be contradicted before it is the verdict.");
    static final Key<Duration> RECONNECT = key(
            "limits.reconnect_ms",
            ValueType.milliseconds(0, 3_600_000),
            "30000",
            "How long a transfer waits for AMI or ARI to come back before it ends as unknown:"
                    + " observer-lost.");
    static final Key<Duration> EXPIRY = key(
            "limits.expiry_ms",
            ValueType.milliseconds(60_000, 86_400_000),
            "1800000",
            "After how long an undecided transfer ends as unknown: expired.");
    static final Key<Duration> MEMORY = key(
            "limits.memory_ms",
            ValueType.milliseconds(1_000, 86_400_000),
            "120000",
            "How long ended transfers and channels that are gone are remembered for what arrives"
                    + " late.");
    static final Key<Duration> NOTIFY = key(
            "limits.notify_ms",
            ValueType.milliseconds(1_000, 3_600_000),
            "60000",
            "How long the far end of a transfer that the PBX asked for (Transfer, ARI redirect) may"
                    + " say nothing before the transfer ends as unknown: no-notify. Counted from"
                    + " the REFER, its answer or the last NOTIFY. What it says later changes"
                    + " nothing.");
    static final Key<Integer> CHANNELS = key(
            "limits.channels",
            ValueType.whole(100, 1_000_000),
            "20000",
            "Channels known per source (AMI, ARI); beyond it the oldest is forgotten.");
    static final Key<Integer> TRANSFERS = key(
            "limits.transfers",
            ValueType.whole(10, 1_000_000),
            "10000",
            "Transfers under way; beyond it the oldest ends as unknown: expired.");
    static final Key<Integer> LOG_ENTRIES = key(
            "limits.log_entries",
            ValueType.whole(100, 10_000_000),
            "100000",
            "Events kept for browsers that were away; beyond it the oldest is forgotten.");
    static final Key<Duration> LOG_AGE = key(
            "limits.log_age_ms",
            ValueType.milliseconds(60_000, 2_592_000_000L),
            "86400000",
            "How long such an event is kept.");
    static final Key<Integer> LOG_MEGABYTES = key(
            "limits.log_megabytes",
            ValueType.whole(1, 1_000_000),
            "256",
            "Size of log.file in units of 1,048,576 bytes, apart from what is being written, dead"
                    + " letters (docs/WEBHOOKS.md), limits.notifies and limits.trace_transfers;"
                    + " beyond it the oldest events are forgotten.");
    static final Key<Integer> LOG_ENTRIES_IN_MEMORY = key(
            "limits.log_entries_in_memory",
            ValueType.whole(100, 1_000_000),
            "10000",
            "The newest of these events are kept in memory, and as many may wait to be written; one"
                    + " is some kilobytes. With log.store: memory there are no others.");
    static final Key<Integer> DIALOGS = key(
            "limits.dialogs",
            ValueType.whole(100, 1_000_000),
            "20000",
            "SIP dialogs remembered, by which a phone proves that a call is its own; beyond it the"
                    + " oldest is forgotten.");
    static final Key<Integer> NOTIFIES = key(
            "limits.notifies",
            ValueType.whole(0, 100_000),
            "10000",
            "NOTIFYs about REFERs that are kept for administrators (docs/DIAGNOSIS.md), where"
                    + " pbx.hep.listen is set, for as long as events; beyond it the oldest is"
                    + " forgotten. 0 keeps none.");
    static final Key<Integer> NOTIFY_MEGABYTES = key(
            "limits.notify_megabytes",
            ValueType.whole(1, 256),
            "16",
            "Their size in units of 1,048,576 bytes; beyond it the oldest are forgotten.");
    static final Key<Integer> TRACE_TRANSFERS = key(
            "limits.trace_transfers",
            ValueType.whole(0, 100_000),
            "1000",
            "Transfers whose ladders (docs/LADDER.md) are kept, for as long as their events; beyond"
                    + " it the oldest is deleted. 0 traces nothing.");
    static final Key<Integer> TRACE_STEPS = key(
            "limits.trace_steps",
            ValueType.whole(20, 2_000),
            "200",
            "Steps of one ladder, and of one channel while its call lasts; beyond it steps between"
                    + " the first and the newest are left out, and the ladder says so.");
    static final Key<Integer> TRACE_MEGABYTES = key(
            "limits.trace_megabytes",
            ValueType.whole(1, 256),
            "32",
            "Size of all ladders in units of 1,048,576 bytes; beyond it the oldest are deleted.");
    static final Key<Duration> SOCKET_PING_INTERVAL = key(
            "limits.socket_ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "25000",
            "How often a browser's silent connection is probed; two silent"
                    + " intervals close it.");
    static final Key<Integer> CONNECTIONS = key(
            "limits.connections",
            ValueType.whole(1, 1_000_000),
            "5000",
            "Browsers connected at one time; one more is refused.");
    static final Key<Integer> CONNECTIONS_PER_ADDRESS = key(
            "limits.connections_per_address",
            ValueType.whole(1, 1_000_000),
            "1000",
            "Browsers connected at one time from one IPv4 address or IPv6 /64 network; one more is"
                    + " refused. Behind a proxy all come from the proxy's.");
    static final Key<Integer> FRAMES_PER_MINUTE = key(
            "limits.frames_per_minute",
            ValueType.whole(10, 1_000_000),
            "1200",
            "Messages and parts of messages taken from a browser within a minute; one more closes"
                    + " its connection. As many questions by plain HTTP are taken from one IPv4"
                    + " address or IPv6 /64 network.");
    static final Key<Integer> ATTEMPTS_PER_MINUTE = key(
            "limits.attempts_per_minute",
            ValueType.whole(1, 100_000),
            "60",
            "Dialogs that are not known and tokens that do not count, of one browser within a"
                    + " minute; one more closes its connection.");
    static final Key<Integer> ATTEMPTS_PER_MINUTE_AND_ADDRESS = key(
            "limits.attempts_per_minute_and_address",
            ValueType.whole(1, 1_000_000),
            "600",
            "The same of all browsers of one IPv4 address or IPv6 /64 network.");
    static final Key<Integer> SUBSCRIPTIONS = key(
            "limits.subscriptions",
            ValueType.whole(1, 10_000),
            "32",
            "Subscriptions per browser; one more is refused.");
    static final Key<Integer> FRAME_BYTES = key(
            "limits.frame_bytes",
            ValueType.whole(1_024, 1_048_576),
            "16384",
            "The largest message taken from a browser, in bytes; a larger one closes the"
                    + " connection.");
    static final Key<Integer> QUEUED_FRAMES = key(
            "limits.queued_frames",
            ValueType.whole(1, 100_000),
            "256",
            "Messages that may wait for a slow browser before it is cut off.");
    static final Key<Duration> DIALOG_WAIT = key(
            "limits.dialog_wait_ms",
            ValueType.milliseconds(0, 60_000),
            "5000",
            "How long a subscription waits for its SIP dialog to become known before it is"
                    + " answered unknown-dialog.");

    /** All keys, in the order of the file; those of an item of a list of sections once. */
    static final List<Key<?>> ALL = Collections.unmodifiableList(TABLE);

    /** All keys; those of a list of sections once for each item that it may have. */
    static final List<Key<?>> EVERY = ALL.stream()
            .flatMap(key -> key.isOfItem()
                    ? IntStream.rangeClosed(1, Key.MOST_ITEMS).mapToObj(key::ofItem)
                    : Stream.of(key))
            .collect(Collectors.toUnmodifiableList());

    private Keys() {}

    /** All sections, the outer before the inner ones, in the order of the file. */
    static Set<String> sections() {
        Set<String> sections = new LinkedHashSet<>();
        for (Key<?> key : ALL) {
            String section = key.section();
            for (int dot = section.indexOf('.'); dot >= 0; dot = section.indexOf('.', dot + 1)) {
                sections.add(section.substring(0, dot));
            }
            if (!section.isEmpty()) {
                sections.add(section);
            }
        }
        return sections;
    }

    private static <T> Key<T> webhook(String name, ValueType<T> type, String meaning) {
        return added(new Key<>(WEBHOOK + name, 1, type, null, meaning));
    }

    private static <T> Key<T> list(String path, int most, ValueType<T> type, String meaning) {
        return added(new Key<>(path, most, type, null, meaning));
    }

    private static <T> Key<T> added(Key<T> key) {
        TABLE.add(key);
        return key;
    }

    private static <T> Key<T> key(
            String path, ValueType<T> type, @Nullable String initial, String meaning) {
        return added(new Key<>(path, 1, type, initial, meaning));
    }
}
