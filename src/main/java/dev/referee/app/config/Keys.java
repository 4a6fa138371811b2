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
            key("pbx.ami.host", ValueType.host(), "127.0.0.1", "Address of the manager interface.");
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
            "Its secret. Set this or secret_file, or leave out all of pbx.ami: Referee then uses"
                    + " only ARI.");
    static final Key<String> AMI_SECRET_FILE = key(
            "pbx.ami.secret_file",
            ValueType.file(),
            null,
            "A file that holds the secret and nothing else, instead of secret.");
    static final Key<Boolean> AMI_TLS = key(
            "pbx.ami.tls",
            ValueType.flag(),
            "false",
            "Use TLS on that port. Referee then checks the certificate's host name.");
    static final Key<Duration> AMI_PING_INTERVAL = key(
            "pbx.ami.ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "10000",
            "Interval of the pings on a silent connection.");

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
            "Its password. Set this or password_file, or leave out all of pbx.ari: Referee then"
                    + " uses only AMI.");
    static final Key<String> ARI_PASSWORD_FILE = key(
            "pbx.ari.password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of password.");
    static final Key<String> ARI_APPLICATION = key(
            "pbx.ari.application",
            ValueType.name(),
            "referee",
            "The name of Referee's Stasis application. No other program may use this name: the"
                    + " newest listener disconnects the one before.");
    static final Key<Duration> ARI_PING_INTERVAL = key(
            "pbx.ari.ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "10000",
            "Interval of the pings on a silent connection.");

    static final Key<InetSocketAddress> HEP_LISTEN = key(
            "pbx.hep.listen",
            ValueType.socket("127.0.0.1"),
            null,
            "The UDP address where Referee receives the SIP messages that Asterisk mirrors"
                    + " (hep.conf's capture_address). Without it, Referee receives none.");
    static final Key<String> HEP_PASSWORD = key(
            "pbx.hep.password",
            ValueType.secretText(),
            null,
            "hep.conf's capture_password. Without it, Referee accepts every packet.");
    static final Key<String> HEP_PASSWORD_FILE = key(
            "pbx.hep.password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of password.");

    static final Key<LogFormat> LOGGING_FORMAT = key(
            "logging.format",
            ValueType.logFormat(),
            "text",
            "Format of the log on standard error: text for people, or json, one object per line,"
                    + " for programs that collect logs; see docs/OPERATIONS.md. The variable"
                    + " REFEREE_LOG_LEVEL sets the level.");

    static final Key<Store> LOG_STORE = key(
            "log.store",
            ValueType.store(),
            "sqlite",
            "Where Referee keeps events. sqlite: in a file, so browsers get missed events also"
                    + " after a restart. memory: until Referee stops.");
    static final Key<String> LOG_FILE = key(
            "log.file",
            ValueType.file(),
            "data/referee.db",
            "That file, on a local disk. A relative name is relative to the working folder, not"
                    + " to the configuration file. The file shows who called whom: Referee"
                    + " makes it readable only for its own user.");
    static final Key<Boolean> LOG_SAFE_FROM_POWER_CUTS = key(
            "log.safe_from_power_cuts",
            ValueType.flag(),
            "true",
            "Report an event only after the disk itself has it. Otherwise a power cut can lose"
                    + " the last events; a crash of Referee cannot.");

    static final Key<String> CEL = key(
            "reconcile.cel_file",
            ValueType.file(),
            null,
            "The file in which Asterisk records the events of calls (cel_custom). If set,"
                    + " Referee continuously compares it with its reports, and reports late the"
                    + " ends that it did not see: see RECONCILE.md.");
    static final Key<Boolean> CEL_OVER_AMI = key(
            "reconcile.cel_over_ami",
            ValueType.flag(),
            "false",
            "Receive these records over AMI instead; needs [manager] enabled = yes in cel.conf."
                    + " Works only while AMI is connected: records of other times are only in"
                    + " the file.");
    static final Key<Duration> CEL_INTERVAL = key(
            "reconcile.interval_ms",
            ValueType.milliseconds(100, 3_600_000),
            "1000",
            "Poll interval for new records.");
    static final Key<String> CDR_FILE = key(
            "reconcile.cdr_file",
            ValueType.file(),
            null,
            "The file in which Asterisk keeps CDRs (cdr_csv with loguniqueid = yes, cdr_custom,"
                    + " cdr_sqlite3_custom). CDRs show the ends of fewer transfers than CEL.");
    static final Key<String> CDR_DATABASE = key(
            "reconcile.cdr_database",
            ValueType.database(),
            null,
            "The PostgreSQL database with the CDRs, in a table cdr, instead of a file.");
    static final Key<String> CDR_PASSWORD = key(
            "reconcile.cdr_password",
            ValueType.secretText(),
            null,
            "That user's password, if the database requires one.");
    static final Key<String> CDR_PASSWORD_FILE = key(
            "reconcile.cdr_password_file",
            ValueType.file(),
            null,
            "A file that holds the password and nothing else, instead of cdr_password.");
    static final Key<Boolean> CDR_OVER_AMI = key(
            "reconcile.cdr_over_ami",
            ValueType.flag(),
            "false",
            "Receive CDRs over AMI, in addition or instead; needs enabled = yes in"
                    + " cdr_manager.conf and read = cdr for the account. Records of times"
                    + " without AMI are only in a file or a database.");
    static final Key<ZoneId> CDR_ZONE = key(
            "reconcile.cdr_zone",
            ValueType.zone(),
            null,
            "The time zone of these CDRs: UTC with usegmtime = yes in cdr.conf; without this"
                    + " key, this machine's.");
    static final Key<ZoneId> CDR_AMI_ZONE = key(
            "reconcile.cdr_ami_zone",
            ValueType.zone(),
            null,
            "Asterisk's own time zone, which CDRs over AMI use whatever usegmtime says; without"
                    + " this key, this machine's.");
    static final Key<Duration> CDR_INTERVAL = key(
            "reconcile.cdr_interval_ms",
            ValueType.milliseconds(1_000, 86_400_000),
            "600000",
            "Interval between comparisons of all CDRs. Referee reports what two comparisons in a"
                    + " row find. With batch = yes, make it longer than time in cdr.conf.");

    static final Key<String> LISTEN_HOST = key(
            "listen.host",
            ValueType.host(),
            "127.0.0.1",
            "The address on which Referee serves browsers. 0.0.0.0 is every address of this"
                    + " machine.");
    static final Key<Integer> LISTEN_PORT = key(
            "listen.port", ValueType.whole(0, 65_535), "8090", "Its TCP port; 0 uses a free one.");
    static final Key<String> ORIGINS = list(
            "listen.origins",
            100,
            ValueType.origin(),
            "The pages that may connect. Without it, an open server accepts pages of this"
                    + " machine, and its own pages if the browser uses an IP address; a server"
                    + " that is not open accepts all pages, because no page can subscribe"
                    + " without a dialog or a token. Does not restrict programs other than"
                    + " browsers. In the variable, separate values by spaces.");
    static final Key<String> TLS_CERTIFICATE_FILE = key(
            "listen.tls_certificate_file",
            ValueType.file(),
            null,
            "The server's certificate in PEM, followed by the intermediate certificates. With it"
                    + " and the key, browsers connect only by https:// and wss://.");
    static final Key<String> TLS_KEY_FILE = key(
            "listen.tls_key_file",
            ValueType.file(),
            null,
            "Its private key in PEM (PKCS #8, not encrypted).");
    static final Key<Duration> TLS_RELOAD = key(
            "listen.tls_reload_ms",
            ValueType.milliseconds(100, 86_400_000),
            "10000",
            "Poll interval for changes of the two files. New connections use a renewed"
                    + " certificate; existing connections stay.");

    static final Key<Boolean> OPEN = key(
            "open",
            ValueType.flag(),
            "false",
            "Let every client that can reach the port subscribe to endpoints, see the page of"
                    + " all transfers, and create and change webhooks (see admin.webhooks)."
                    + " Otherwise a browser sees only calls whose SIP dialog it knows, or that"
                    + " its token allows.");
    static final Key<Boolean> OPEN_BEYOND_LOOPBACK = key(
            "open_beyond_loopback",
            ValueType.flag(),
            "false",
            "Must also be true if open is true and listen.host is not a loopback address: every"
                    + " client on that network then sees who calls whom.");

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
            "A JSON Web Key Set; Referee uses its RS256 and ES256 keys.");
    static final Key<URI> TOKENS_JWKS_URL = key(
            "tokens.jwks_url",
            ValueType.keySet(),
            null,
            "The URL of such a set. While it is unavailable, Referee uses the last set that it"
                    + " received.");
    static final Key<Duration> TOKENS_REFRESH = key(
            "tokens.jwks_refresh_ms",
            ValueType.milliseconds(10_000, 86_400_000),
            "300000",
            "Interval at which Referee reads key sets again. It also does so if a token names an"
                    + " unknown key, at most every 10 seconds.");
    static final Key<String> TOKENS_ISSUER =
            key("tokens.issuer", ValueType.text(), null, "The required iss of a token, if set.");
    static final Key<String> TOKENS_AUDIENCE = key(
            "tokens.audience",
            ValueType.text(),
            "referee",
            "A token's aud must be or contain this value.");
    static final Key<Duration> TOKENS_LEEWAY = key(
            "tokens.leeway_ms",
            ValueType.milliseconds(0, 300_000),
            "5000",
            "Permitted difference between the clocks of the token's issuer and of this machine;"
                    + " in whole seconds.");

    static final Key<Boolean> DIALOGS_BY_TAGS = key(
            "dialogs.by_tags",
            ValueType.flag(),
            "false",
            "Accept both tags as proof of a dialog, whatever the Call-ID. For phones behind a"
                    + " proxy that rewrites the Call-ID and keeps the tags, like Kamailio's"
                    + " topoh with mask_callid; see docs/PROTOCOL.md, Behind a proxy.");
    static final Key<String> DIALOGS_SESSION_HEADER = key(
            "dialogs.session_header",
            ValueType.name(),
            null,
            "The SIP header whose value is also accepted as proof of a dialog, whatever Call-ID"
                    + " and tags: Session-ID (RFC 7989), or one that only the phone, the proxy"
                    + " and Asterisk see. For phones behind a B2BUA, which rewrites all"
                    + " identifiers. Without it, Referee reads no header.");

    static final Key<String> DEMO_SIP_WEBSOCKET = key(
            "demo.sip_websocket",
            ValueType.webSocket(),
            null,
            "URL of the PBX's SIP WebSocket, as the browser reaches it, for the phones of the"
                    + " page /demo, like ws://localhost:8088/ws. Without it, there is no such"
                    + " page.");

    static final Key<Referrer> REFERRERS = list(
            "policy.referrers",
            100,
            ValueType.referrer(),
            "Who may transfer: Referee marks other transfers referrer-not-allowed and counts"
                    + " them, but does not stop them. Compared with the transferor's endpoint"
                    + " and the Referred-By; see docs/DIAGNOSIS.md. Without it, everyone may."
                    + " In the variable, separate values by spaces.");

    static final Key<Person> PERSONS = list(
            "policy.persons",
            1_000,
            ValueType.person(),
            "Endpoints that belong to one person: if a transferor is called back on another"
                    + " device, the transferor has the call back and the target was not"
                    + " reached. Without it, each endpoint is a person. In the variable,"
                    + " separate values by spaces.");

    static final Key<String> WRAP_UP_CODE = added(new Key<>(
            WRAP_UP + "code",
            1,
            ValueType.wrapUpCode(),
            null,
            "Required. The site's own code for transfers that match this row, that is, meet all"
                    + " conditions below. The first matching row applies. Without any row,"
                    + " Referee uses its default table; see docs/WRAP-UP-CODES.md."));
    static final Key<Transfer.State> WRAP_UP_STATES = list(
            WRAP_UP + "states",
            Transfer.State.values().length,
            ValueType.state(),
            "All end states if empty. A state that is not an end gives its code to events before"
                    + " the end. In the variable, separate values by spaces.");
    static final Key<Transfer.Reason> WRAP_UP_REASONS = list(
            WRAP_UP + "reasons",
            Transfer.Reason.values().length,
            ValueType.reason(),
            "All reasons if empty. In the variable, separate values by spaces.");
    static final Key<StatusRange> WRAP_UP_STATUSES = list(
            WRAP_UP + "sip_statuses",
            50,
            ValueType.sipStatuses(),
            "The SIP status that explains a failure: the target's own, otherwise the NOTIFY's;"
                    + " for a refused REFER, its response. If empty, any status or none. In"
                    + " the variable, separate values by spaces.");

    static final Key<EndpointPattern> RECEIVERS = list(
            "push.endpoints",
            100,
            ValueType.phone(),
            "Phones that also get the end of their transfers in SIP, as a NOTIFY from Asterisk;"
                    + " see docs/PROTOCOL.md. Needs the write class system in manager.conf. Do"
                    + " not list trunks: the provider would get the NOTIFYs. Without it, no"
                    + " phone gets any. In the variable, separate values by spaces.");

    static final Key<String> WEBHOOK_ID = webhook(
            "id",
            ValueType.name(),
            "Required. Referee stores the receiver's cursor under this name; a receiver with a"
                    + " new name gets events from then on.");
    static final Key<URI> WEBHOOK_URL = webhook(
            "url",
            ValueType.receiverUrl(),
            "Required. Referee sends every event to this URL by POST. It does not follow"
                    + " redirects.");
    static final Key<String> WEBHOOK_SECRET = webhook(
            "secret",
            ValueType.secretText(),
            "The key that signs the requests (Standard Webhooks): " + Secret.EXPECTED
                    + ". Set this or secret_file.");
    static final Key<String> WEBHOOK_SECRET_FILE = webhook(
            "secret_file",
            ValueType.file(),
            "A file that holds the secret and nothing else, instead of secret.");
    static final Key<String> WEBHOOK_SECOND_SECRET = webhook(
            "second_secret",
            ValueType.secretText(),
            "The other secret while the receiver changes from one secret to another. Referee"
                    + " signs with both.");
    static final Key<String> WEBHOOK_SECOND_SECRET_FILE = webhook(
            "second_secret_file",
            ValueType.file(),
            "A file that holds the second secret and nothing else, instead of second_secret.");
    static final Key<Transfer.State> WEBHOOK_EVENTS = added(new Key<>(
            WEBHOOK + "events",
            Transfer.State.values().length,
            ValueType.state(),
            null,
            "Send only events of these states; all if empty. In the variable, separate values by"
                    + " spaces."));
    static final Key<EndpointPattern> WEBHOOK_ENDPOINTS = added(new Key<>(
            WEBHOOK + "endpoints",
            100,
            ValueType.endpointPattern(),
            null,
            "Send only transfers with one of these parties; all if empty. In the variable,"
                    + " separate values by spaces."));
    static final Key<String> WEBHOOK_PBX = webhook(
            "pbx",
            ValueType.name(),
            "Send only transfers of the PBX with this pbx.name; all if not set.");
    static final Key<Format> WEBHOOK_FORMAT = webhook(
            "format",
            ValueType.format(),
            "Format of the requests; see docs/WEBHOOKS.md. Default: cloudevents.");
    static final Key<Map.Entry<String, String>> WEBHOOK_HEADERS = added(new Key<>(
            WEBHOOK + "headers",
            20,
            ValueType.header(),
            null,
            "Headers to send with every event. Never shown, because they may hold secrets. In"
                    + " the variable, separate headers by spaces; a header must not contain a"
                    + " space."));
    static final Key<Duration> WEBHOOK_TIMEOUT = webhook(
            "timeout_ms",
            ValueType.milliseconds(100, 60_000),
            "The receiver must answer with a status from 200 to 299 within this time; otherwise"
                    + " Referee tries again for a day. Default: 3000.");
    static final Key<Boolean> WEBHOOK_PRIVATE = webhook(
            "private_addresses",
            ValueType.flag(),
            "Allow a receiver with a non-public address, of this machine or of the local"
                    + " network. Default: false; Referee then sends nothing to such an"
                    + " address.");
    static final Key<String> WEBHOOK_CA_FILE = webhook(
            "ca_file",
            ValueType.file(),
            "Certificates in PEM: one of them must have signed the receiver's certificate."
                    + " Replaces the authorities that Java trusts. For the site's own"
                    + " certificate authority.");

    static final Key<Integer> ADMIN_WEBHOOKS = key(
            "admin.webhooks",
            ValueType.whole(0, 100),
            "20",
            "Number of webhooks that administrators may create by REST or command, besides those"
                    + " above; see docs/WEBHOOKS.md. Referee keeps them in log.file, with"
                    + " their secrets. Existing webhooks continue when this is lowered.");
    static final Key<Boolean> ADMIN_PRIVATE = key(
            "admin.private_addresses",
            ValueType.flag(),
            "false",
            "Allow those webhooks to use non-public addresses. Administrators can then make"
                    + " Referee send requests to any server of the local network.");

    static final Key<Duration> SETTLE = key(
            "limits.settle_ms",
            ValueType.milliseconds(0, 60_000),
            "2000",
            "How long a first sign of an end may be contradicted before it becomes the verdict.");
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
            "Time after which an undecided transfer ends as unknown: expired.");
    static final Key<Duration> MEMORY = key(
            "limits.memory_ms",
            ValueType.milliseconds(1_000, 86_400_000),
            "120000",
            "How long Referee remembers ended transfers and gone channels, for late messages.");
    static final Key<Duration> NOTIFY = key(
            "limits.notify_ms",
            ValueType.milliseconds(1_000, 3_600_000),
            "60000",
            "How long the far end of a transfer that the PBX requested (Transfer, ARI redirect)"
                    + " may be silent before the transfer ends as unknown: no-notify. Counted"
                    + " from the REFER, its response or the last NOTIFY. Later messages change"
                    + " nothing.");
    static final Key<Integer> CHANNELS = key(
            "limits.channels",
            ValueType.whole(100, 1_000_000),
            "20000",
            "Channels known per source (AMI, ARI); at the limit, Referee drops the oldest.");
    static final Key<Integer> TRANSFERS = key(
            "limits.transfers",
            ValueType.whole(10, 1_000_000),
            "10000",
            "Transfers under way; at the limit, the oldest ends as unknown: expired.");
    static final Key<Integer> LOG_ENTRIES = key(
            "limits.log_entries",
            ValueType.whole(100, 10_000_000),
            "100000",
            "Events kept for browsers that were disconnected; at the limit, Referee deletes the"
                    + " oldest.");
    static final Key<Duration> LOG_AGE = key(
            "limits.log_age_ms",
            ValueType.milliseconds(60_000, 2_592_000_000L),
            "86400000",
            "How long Referee keeps such an event.");
    static final Key<Integer> LOG_MEGABYTES = key(
            "limits.log_megabytes",
            ValueType.whole(1, 1_000_000),
            "256",
            "Size of log.file in units of 1,048,576 bytes, without pending writes, dead letters"
                    + " (docs/WEBHOOKS.md), NOTIFYs (limits.notifies) and ladders"
                    + " (limits.trace_transfers); at the limit, Referee deletes the oldest"
                    + " events.");
    static final Key<Integer> LOG_ENTRIES_IN_MEMORY = key(
            "limits.log_entries_in_memory",
            ValueType.whole(100, 1_000_000),
            "10000",
            "Newest events that are also in memory; as many may wait to be written. An event"
                    + " takes some kilobytes. With log.store: memory, there are no others.");
    static final Key<Integer> DIALOGS = key(
            "limits.dialogs",
            ValueType.whole(100, 1_000_000),
            "20000",
            "Known SIP dialogs, by which a phone proves that a call is its own; at the limit,"
                    + " Referee drops the oldest.");
    static final Key<Integer> NOTIFIES = key(
            "limits.notifies",
            ValueType.whole(0, 100_000),
            "10000",
            "NOTIFYs about REFERs that Referee keeps for administrators (docs/DIAGNOSIS.md) if"
                    + " pbx.hep.listen is set, for as long as events; at the limit, it deletes"
                    + " the oldest. 0 keeps none.");
    static final Key<Integer> NOTIFY_MEGABYTES = key(
            "limits.notify_megabytes",
            ValueType.whole(1, 256),
            "16",
            "Their size in units of 1,048,576 bytes; at the limit, Referee deletes the oldest.");
    static final Key<Integer> TRACE_TRANSFERS = key(
            "limits.trace_transfers",
            ValueType.whole(0, 100_000),
            "1000",
            "Transfers whose ladders (docs/LADDER.md) Referee keeps, for as long as their"
                    + " events; at the limit, it deletes the oldest. 0 turns ladders off.");
    static final Key<Integer> TRACE_STEPS = key(
            "limits.trace_steps",
            ValueType.whole(20, 2_000),
            "200",
            "Steps of one ladder, and of one channel during its call; at the limit, Referee"
                    + " leaves out steps between the first and the newest, and the ladder says"
                    + " so.");
    static final Key<Integer> TRACE_MEGABYTES = key(
            "limits.trace_megabytes",
            ValueType.whole(1, 256),
            "32",
            "Size of all ladders in units of 1,048,576 bytes; at the limit, Referee deletes the"
                    + " oldest.");
    static final Key<Duration> SOCKET_PING_INTERVAL = key(
            "limits.socket_ping_interval_ms",
            ValueType.milliseconds(1_000, 600_000),
            "25000",
            "Interval of the pings on a browser's silent connection; two unanswered pings close"
                    + " it.");
    static final Key<Integer> CONNECTIONS = key(
            "limits.connections",
            ValueType.whole(1, 1_000_000),
            "5000",
            "Browsers connected at one time; Referee refuses more.");
    static final Key<Integer> CONNECTIONS_PER_ADDRESS = key(
            "limits.connections_per_address",
            ValueType.whole(1, 1_000_000),
            "1000",
            "Browsers connected at one time from one IPv4 address or IPv6 /64 network; Referee"
                    + " refuses more. Behind a proxy, all have the proxy's address.");
    static final Key<Integer> FRAMES_PER_MINUTE = key(
            "limits.frames_per_minute",
            ValueType.whole(10, 1_000_000),
            "1200",
            "Messages and parts of messages from a browser within a minute; one more closes its"
                    + " connection. Also the number of plain HTTP requests from one IPv4"
                    + " address or IPv6 /64 network.");
    static final Key<Integer> ATTEMPTS_PER_MINUTE = key(
            "limits.attempts_per_minute",
            ValueType.whole(1, 100_000),
            "60",
            "Unknown dialogs and invalid tokens from one browser within a minute; one more"
                    + " closes its connection.");
    static final Key<Integer> ATTEMPTS_PER_MINUTE_AND_ADDRESS = key(
            "limits.attempts_per_minute_and_address",
            ValueType.whole(1, 1_000_000),
            "600",
            "The same for all browsers of one IPv4 address or IPv6 /64 network.");
    static final Key<Integer> SUBSCRIPTIONS = key(
            "limits.subscriptions",
            ValueType.whole(1, 10_000),
            "32",
            "Subscriptions per browser; Referee refuses more.");
    static final Key<Integer> FRAME_BYTES = key(
            "limits.frame_bytes",
            ValueType.whole(1_024, 1_048_576),
            "16384",
            "Largest message from a browser, in bytes; a larger one closes the connection.");
    static final Key<Integer> QUEUED_FRAMES = key(
            "limits.queued_frames",
            ValueType.whole(1, 100_000),
            "256",
            "Messages that may wait for a slow browser before Referee disconnects it.");
    static final Key<Duration> DIALOG_WAIT = key(
            "limits.dialog_wait_ms",
            ValueType.milliseconds(0, 60_000),
            "5000",
            "How long a subscription waits for an unknown SIP dialog before Referee answers"
                    + " unknown-dialog.");

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
