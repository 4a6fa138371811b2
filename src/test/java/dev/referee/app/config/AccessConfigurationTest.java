package dev.referee.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.EdgeSettings;
import dev.referee.token.TokenSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/** What is set about who may see what. */
class AccessConfigurationTest extends ConfigurationFixture {
    private static final String SECRET = "hush-".repeat(7);

    @Test
    void withoutKeysNoTokensAreTakenAndWithoutACertificateThereIsNoTls() throws Exception {
        EdgeSettings edge = load("pbx: {name: main}\n").edge();
        assertNull(edge.tokens());
        assertNull(edge.tls());
        assertEquals(List.of(), edge.origins());
        assertFalse(edge.open());
    }

    @Test
    void keysAndFilesAreFoundBesideTheConfiguration() throws Exception {
        Configuration configuration = load("""
                listen:
                  tls_certificate_file: tls/certificate.pem
                  tls_key_file: /etc/referee/key.pem
                  origins: ["https://CRM.example", "http://pbx.example:8080"]
                tokens:
                  rs256_key_file: rsa.pem
                  es256_key_file: ec.pem
                  jwks_file: keys.json
                  jwks_url: https://site.example/keys
                  issuer: https://site.example
                """);
        EdgeSettings edge = configuration.edge();
        assertEquals(List.of("https://crm.example", "http://pbx.example:8080"), edge.origins());
        EdgeSettings.Tls tls = Objects.requireNonNull(edge.tls());
        assertEquals(folder.resolve("tls/certificate.pem"), tls.certificate());
        assertEquals(Path.of("/etc/referee/key.pem"), tls.key());
        TokenSettings tokens = Objects.requireNonNull(edge.tokens());
        assertEquals(folder.resolve("rsa.pem"), tokens.rs256KeyFile());
        assertEquals(folder.resolve("ec.pem"), tokens.es256KeyFile());
        assertEquals(folder.resolve("keys.json"), tokens.jwksFile());
        assertEquals(URI.create("https://site.example/keys"), tokens.jwksUrl());
        assertEquals("https://site.example", tokens.issuer());
        assertEquals("referee", tokens.audience());
    }

    @Test
    void theSecretCanStandInAFileAndIsNeverShown() throws Exception {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Configuration configuration = load("tokens: {hs256_secret_file: secret}\n");
        assertEquals(
                SECRET, Objects.requireNonNull(configuration.edge().tokens()).hs256Secret());
        assertFalse(configuration.toString().contains(SECRET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: {hs256_secret: 'hush-hush-hush-hush-hush-hush-x'} | tokens.hs256_secret"
                        + " is shorter than 32 characters and can be guessed from one token."
                        + " Use a longer one.",
                "tokens: {issuer: x} | tokens is set, but has no key: add hs256_secret,"
                        + " rs256_key_file, es256_key_file, jwks_file or jwks_url, or remove"
                        + " tokens.",
                "listen: {tls_key_file: key.pem} | listen.tls_certificate_file and"
                        + " listen.tls_key_file belong together: set both or none.",
                "tokens: {jwks_url: 'http://site.example/keys'} | it must be an https:// URL, or"
                        + " an http:// URL of this machine.",
                "tokens: {jwks_url: 'http://localhost.site.example/keys'} | it must be an https://",
                "tokens: {jwks_url: 'https://user:pass@site.example/keys'} | it must be an https://",
                "listen: {origins: ['https://crm.example/']} | it must be an origin",
                "listen: {origins: ['https://crm.example:443']} | it must be an origin",
                "listen: {origins: ['*']} | it must be an origin",
            })
    void whatCannotWorkStopsTheStart(String yaml, String problem) {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> load(yaml + "\n"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(problem), message);
        assertFalse(message.contains("hush-hush"), message);
        assertFalse(message.contains("user:pass"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/keys",
        "http://127.0.0.1/keys",
        "http://[::1]:1/keys",
        "https://site.example/keys?all",
    })
    void aKeySetMayComeByHttpsOrFromThisMachine(String url) throws Exception {
        TokenSettings tokens = Objects.requireNonNull(
                load("tokens: {jwks_url: '" + url + "'}\n").edge().tokens());
        assertEquals(URI.create(url), tokens.jwksUrl());
    }

    @Test
    void tokensOverANetworkWithoutTlsAreWarnedAbout() throws Exception {
        String tokens = "tokens: {hs256_secret: '" + SECRET + "'}\n";
        assertEquals(List.of(), load(tokens).warnings());
        String beyond = "listen: {host: 0.0.0.0%s}\n";
        List<String> warnings = load(tokens + beyond.formatted("")).warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().contains("listen.tls_certificate_file"));
        assertFalse(warnings.getFirst().contains(SECRET));
        assertEquals(
                List.of(),
                load(tokens + beyond.formatted(", tls_certificate_file: c, tls_key_file: k"))
                        .warnings());
    }

    @Test
    void aPrivateKeyThatEverybodyMayReadIsWarnedAbout() throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), "x");
        String yaml = "listen: {tls_certificate_file: c, tls_key_file: key.pem}\n";
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(load(yaml).warnings().toString().contains("chmod o-r " + key));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(List.of(), load(yaml).warnings());
    }
}
