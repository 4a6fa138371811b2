package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whatever is wrong is refused, and named with its place and what is right. */
class WrongConfigurationTest extends ConfigurationFixture {
    @Test
    void anUnknownKeyIsRefusedWithTheOneThatWasMeant() {
        assertProblems(
                """
                ami:
                  port: 5038
                pbx:
                  amii:
                    port: 5038
                  ami:
                    pingIntervalMs: 5
                    prot: 5038
                listen.port: 8090
                listen: {prt: 1}
                weather: fine
                ari.url: http://x
                """,
                "FILE:1: unknown key ami. Did you mean pbx.ami?",
                "FILE:4: unknown key pbx.amii. Did you mean pbx.ami?",
                "FILE:7: unknown key pbx.ami.pingIntervalMs. Did you mean pbx.ami.ping_interval_ms?",
                "FILE:8: unknown key pbx.ami.prot. Did you mean pbx.ami.port?",
                "FILE:9: listen.port must be nested sections, each on its own line and indented"
                        + " by two more spaces than the one before.",
                "FILE:10: unknown key listen.prt. Did you mean listen.port?",
                "FILE:11: unknown key weather.",
                "FILE:12: unknown key ari.url. Did you mean pbx.ari.url?");
    }

    @Test
    void anUnknownVariableIsRefusedWithTheOneThatWasMeantAndWithoutItsValue() {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_PBX_AMI_SECRTE", "hush");
        environment.put("REFEREE_WEATHER", "fine");

        assertEquals(
                List.of(
                        "unknown environment variable REFEREE_PBX_AMI_SECRTE. Did you mean"
                                + " REFEREE_PBX_AMI_SECRET?",
                        "unknown environment variable REFEREE_WEATHER."),
                variableProblems(environment));
    }

    @Test
    void aWrongValueIsNamedWithItsPlaceAndWhatIsRight() {
        assertProblems(
                """
                pbx:
                  name: two words
                  ami:
                    host: pbx:5038
                    port: 65536
                    username: ""
                    tls: yes
                    ping_interval_ms: 999
                  ari:
                    url: http://admin:hush@pbx:8088
                    application: [a, b]
                listen:
                  host: http://here
                  port: 8_090
                demo:
                  sip_websocket: http://pbx/ws
                limits:
                  settle_ms: 2s
                  channels: 99999999999999999999
                """,
                "FILE:11: pbx.ari.application is a list or a section: it must be 1 to 64 letters,"
                        + " digits, '.', '_' or '-'.",
                "FILE:2: pbx.name is \"two words\": it must be 1 to 64 letters, digits, '.', '_' or"
                        + " '-'.",
                "FILE:4: pbx.ami.host is \"pbx:5038\": it must be a host name or an IP address,"
                        + " without a port.",
                "FILE:5: pbx.ami.port is \"65536\": it must be a whole number from 1 to 65535.",
                "FILE:6: pbx.ami.username is \"\": it must be one line of 1 to 255 characters.",
                "FILE:7: pbx.ami.tls is \"yes\": it must be true or false.",
                "FILE:8: pbx.ami.ping_interval_ms is \"999\": it must be a whole number of"
                        + " milliseconds from 1000 to 600000.",
                "FILE:10: pbx.ari.url is \"http://(hidden)@pbx:8088\": it must be an http:// or"
                        + " https:// URL without user, query and /ari, like http://127.0.0.1:8088.",
                "FILE:13: listen.host is \"http://here\": it must be a host name or an IP address,"
                        + " without a port.",
                "FILE:14: listen.port is \"8_090\": it must be a whole number from 0 to 65535.",
                "FILE:16: demo.sip_websocket is \"http://pbx/ws\": it must be a ws:// or wss:// URL"
                        + " without user, like ws://localhost:8088/ws.",
                "FILE:18: limits.settle_ms is \"2s\": it must be a whole number of milliseconds"
                        + " from 0 to 60000.",
                "FILE:19: limits.channels is \"99999999999999999999\": it must be a whole number"
                        + " from 100 to 1000000.");
    }

    @Test
    void aWrongVariableIsNamed() {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_PBX_AMI_PORT", "0");
        environment.put("REFEREE_PBX_ARI_URL", "http://pbx:8088/ari");

        assertEquals(
                List.of(
                        "REFEREE_PBX_AMI_PORT: pbx.ami.port is \"0\": it must be a whole number"
                                + " from 1 to 65535.",
                        "REFEREE_PBX_ARI_URL: pbx.ari.url is \"http://pbx:8088/ari\": it must be an"
                                + " http:// or https:// URL without user, query and /ari, like"
                                + " http://127.0.0.1:8088."),
                variableProblems(environment));
    }

    @Test
    void anUnknownLogLevelIsRefused() throws Exception {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("REFEREE_LOG_LEVEL", "verbose");
        assertEquals(
                List.of("REFEREE_LOG_LEVEL is \"verbose\": it must be ERROR, WARN, INFO, DEBUG or"
                        + " TRACE."),
                variableProblems(environment));
        for (String level : List.of("", "debug", "WARN")) {
            environment.put("REFEREE_LOG_LEVEL", level);
            Configuration.load(null, environment);
        }
    }

    @Test
    void rangesEndWhereTheTableSays() throws Exception {
        assertEquals(65_535, load("listen: {port: 65535}\n").edge().port());
        assertEquals(1, ami(load("pbx: {ami: {port: 1}}\n")).port());
        assertProblems(
                "listen: {port: 65536}\n",
                "FILE:1: listen.port is \"65536\": it must be a whole number from 0 to 65535.");
        assertProblems(
                "listen: {port: -1}\n",
                "FILE:1: listen.port is \"-1\": it must be a whole number from 0 to 65535.");
    }
}
