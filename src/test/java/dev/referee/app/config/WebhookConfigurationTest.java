package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.EndpointPattern;
import dev.referee.model.Transfer.State;
import dev.referee.webhook.Format;
import dev.referee.webhook.Secret;
import dev.referee.webhook.Subscription;

import io.vertx.core.net.SelfSignedCertificate;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an administrator gets for webhooks, right or wrong. */
class WebhookConfigurationTest extends ConfigurationFixture {
    private static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAx";
    private static final String OTHER = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0wMDAy";

    private final Map<String, String> environment = new HashMap<>(SECRETS);

    @Override
    Configuration load(String yaml) throws Exception {
        return load(yaml, environment);
    }

    private List<String> problems(String yaml) {
        return problems(yaml, environment);
    }

    private static Secret secret(String text) {
        return Secret.of(text).orElseThrow();
    }

    @Test
    void withoutWebhooksThereAreNone() throws Exception {
        assertEquals(List.of(), load("webhooks:\n").webhooks());
        assertEquals(List.of(), load("webhooks: []\n").webhooks());
    }

    @Test
    void whatIsNotSetHasItsDefault() throws Exception {
        Configuration configuration =
                load("webhooks: [{id: crm, url: 'https://crm.example/h', secret: " + SECRET + "}]");
        assertEquals(
                List.of(new Subscription(
                        "crm",
                        URI.create("https://crm.example/h"),
                        List.of(secret(SECRET)),
                        EnumSet.allOf(State.class),
                        List.of(),
                        null,
                        Format.CLOUDEVENTS,
                        Map.of(),
                        Duration.ofSeconds(3),
                        false,
                        null)),
                configuration.webhooks());
        assertEquals(List.of(), configuration.warnings());
        assertFalse(configuration.toString().contains("c2Vj"), configuration::toString);
    }

    @Test
    void everythingCanBeSetAndTheEnvironmentWins() throws Exception {
        environment.put("REFEREE_WEBHOOKS_2_SECRET", SECRET);
        Configuration configuration = load("""
                webhooks:
                  - id: a
                    url: https://a.example
                    secret: %s
                  - id: crm
                    url: http://10.0.0.7:8080/hook?key=1
                    secret: wrong
                    second_secret: %s
                    events: [completed, failed]
                    endpoints:
                      - PJSIP/agent-*
                    pbx: main
                    format: referComplete
                    headers:
                      - "X-Api-Key: hush hush"
                    timeout_ms: 500
                    private_addresses: true
                """.formatted(SECRET, OTHER));
        assertEquals(
                new Subscription(
                        "crm",
                        URI.create("http://10.0.0.7:8080/hook?key=1"),
                        List.of(secret(SECRET), secret(OTHER)),
                        Set.of(State.COMPLETED, State.FAILED),
                        List.of(new EndpointPattern("PJSIP/agent-*")),
                        "main",
                        Format.REFER_COMPLETE,
                        Map.of("x-api-key", "hush hush"),
                        Duration.ofMillis(500),
                        true,
                        null),
                configuration.webhooks().get(1));
        assertFalse(configuration.toString().contains("hush hush"));
    }

    @Test
    void theEnvironmentAndSecretFilesSetTheSame() throws Exception {
        Path secretFile = Files.copy(file, folder.resolve("secret"));
        Path otherFile = Files.copy(file, folder.resolve("other"));
        Files.writeString(secretFile, SECRET + "\n");
        Files.writeString(otherFile, OTHER + "\n");
        Configuration byFile = load("""
                webhooks:
                  - id: crm
                    url: https://crm.example
                    secret_file: secret
                    second_secret_file: other
                    events: [failed]
                    endpoints: [PJSIP/alice, PJSIP/bob]
                    pbx: main
                    format: calltransfer
                    headers: ["X-A: 1", "X-B: 2"]
                    timeout_ms: 500
                    private_addresses: true
                """);
        Map.of(
                        "ID", "crm",
                        "URL", "https://crm.example",
                        "SECRET", SECRET,
                        "SECOND_SECRET", OTHER,
                        "EVENTS", "failed",
                        "ENDPOINTS", "PJSIP/alice PJSIP/bob",
                        "PBX", "main",
                        "FORMAT", "calltransfer",
                        "HEADERS", "X-A:1 X-B:2",
                        "TIMEOUT_MS", "500")
                .forEach((name, value) -> environment.put("REFEREE_WEBHOOKS_1_" + name, value));
        environment.put("REFEREE_WEBHOOKS_1_PRIVATE_ADDRESSES", "true");
        assertEquals(1, byFile.webhooks().size());
        assertEquals(byFile.webhooks(), load("").webhooks());
    }

    @Test
    void whatIsMissingWrongOrDoubleIsNamedAndNoSecretIsShown() {
        List<String> problems = problems("""
                webhooks:
                  - url: https://a.example
                    secret: whsec_tooshort
                    format: xml
                    headers: ["Host: elsewhere", "X-A: 1", "x-a: 2"]
                    evnts: [failed]
                  - id: b
                    url: ftp://secret-path.example
                  - id: c
                    url: https://c.example
                    secret: %1$s
                  - id: c
                    url: https://d.example
                    secret: %1$s
                """.formatted(SECRET));
        String all = String.join("\n", problems);
        for (String expected : List.of(
                "webhooks.1.id is missing",
                "webhooks.1.secret (hidden) must be whsec_",
                "webhooks.1.format is \"xml\"",
                "webhooks.1.headers entry 1 is (hidden)",
                "webhooks.1.headers has x-a twice",
                "unknown key webhooks.1.evnts. Did you mean webhooks.1.events?",
                "webhooks.2.url is (hidden)",
                "webhooks.2.secret is missing",
                "webhooks.4.id is c, which another webhook also has")) {
            assertTrue(all.contains(expected), () -> expected + " is not in:\n" + all);
        }
        assertFalse(all.contains("tooshort") || all.contains("secret-path"), all);
        assertEquals(9, problems.size(), all);
    }

    @Test
    void theCertificatesOfAnAuthorityAreReadAndNothingElse() throws Exception {
        String webhook = "webhooks: [{id: crm, url: 'https://crm.example', secret: " + SECRET
                + ", ca_file: ca.pem}]";
        assertTrue(problems(webhook).getFirst().contains("webhooks.1.ca_file"));
        Path pem = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        assertTrue(problems(webhook).getFirst().contains("certificates in PEM"));
        String certificate = Files.readString(
                Path.of(SelfSignedCertificate.create("crm.example").certificatePath()));
        Files.writeString(pem, certificate);
        assertEquals(certificate, load(webhook).webhooks().getFirst().authorities());
    }

    @Test
    void aListThatIsNoneOrTooLongIsRefused() {
        assertTrue(problems("webhooks: {id: crm}\n").getFirst().contains("webhooks is a list"));
        assertTrue(problems("webhooks: [crm]\n").getFirst().contains("item 1 must have keys"));
        String tooMany = "webhooks:\n" + "  - \n".repeat(Key.MOST_ITEMS + 1);
        assertTrue(problems(tooMany).getFirst().contains("more than 50 items"));
    }

    @Test
    void plainHttpOverANetworkIsWarnedAbout() throws Exception {
        Configuration configuration =
                load("webhooks: [{id: crm, url: 'http://crm.example', secret: " + SECRET + "}]");
        assertTrue(configuration.warnings().getFirst().contains("webhooks.1.url is not https"));
    }
}
