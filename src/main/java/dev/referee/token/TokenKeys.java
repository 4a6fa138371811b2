package dev.referee.token;

import com.nimbusds.jose.JWSAlgorithm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the keys of tokens can be used, before anybody sends a token. */
public final class TokenKeys {
    private TokenKeys() {}

    /**
     * Reads every key, as a running Referee would.
     *
     * @return a sentence for each that cannot be used, without secrets; never fails
     */
    public static Future<List<String>> problems(Vertx vertx, TokenSettings settings) {
        KeyReader reader = new KeyReader(vertx);
        List<Future<Optional<String>>> looks = new ArrayList<>();
        if (settings.rs256KeyFile() != null) {
            looks.add(look(
                    "tokens.rs256_key_file",
                    reader.content(settings.rs256KeyFile()),
                    file -> KeySet.pem(file, JWSAlgorithm.RS256)));
        }
        if (settings.es256KeyFile() != null) {
            looks.add(look(
                    "tokens.es256_key_file",
                    reader.content(settings.es256KeyFile()),
                    file -> KeySet.pem(file, JWSAlgorithm.ES256)));
        }
        if (settings.jwksFile() != null) {
            looks.add(look("tokens.jwks_file", reader.content(settings.jwksFile()), KeySet::jwks));
        }
        if (settings.jwksUrl() != null) {
            looks.add(look("tokens.jwks_url", reader.content(settings.jwksUrl()), KeySet::jwks));
        }
        return Future.join(looks)
                .map(all -> looks.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList())
                .onComplete(done -> reader.close());
    }

    @FunctionalInterface
    private interface Reading {
        Object read(Buffer content) throws KeySet.BadKey;
    }

    private static Future<Optional<String>> look(
            String key, Future<Buffer> content, Reading reading) {
        return content.map(read -> {
                    try {
                        reading.read(read);
                        return Optional.<String>empty();
                    } catch (KeySet.BadKey e) {
                        return Optional.of(key + " " + e.getMessage() + ".");
                    }
                })
                .otherwise(failure ->
                        Optional.of(key + " cannot be read (" + failure.getMessage() + ")."));
    }
}
