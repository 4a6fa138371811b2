package dev.referee.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys, and takes none that is weaker than it should be or meant for something else. */
final class KeySet {
    /** The largest file or answer that is read. */
    static final int MOST_BYTES = 262_144;

    private static final int MOST_KEYS = 100;
    /** RFC 7518 section 3.3. */
    private static final int LEAST_RSA_BITS = 2_048;

    private static final Pattern PEM = Pattern.compile(
            "\\s*-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private KeySet() {}

    /** Says for an administrator why a key cannot be used. Quotes nothing of it. */
    static final class BadKey extends Exception {
        BadKey(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * A public key from a PEM file.
     *
     * @param algorithm RS256 or ES256
     */
    static TokenKey pem(Buffer file, JWSAlgorithm algorithm) throws BadKey {
        Matcher pem = PEM.matcher(file.toString(StandardCharsets.US_ASCII));
        if (!pem.matches()) {
            throw new BadKey("must hold one public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        boolean isRsa = algorithm.equals(JWSAlgorithm.RS256);
        PublicKey key;
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            key = KeyFactory.getInstance(isRsa ? "RSA" : "EC")
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadKey("holds no key for " + algorithm);
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new BadKey("holds an RSA key of less than " + LEAST_RSA_BITS + " bits");
        }
        if (key instanceof ECPublicKey ec
                && !Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            throw new BadKey("holds a key of another curve than P-256, which ES256 is for");
        }
        return new TokenKey(algorithm, null, key);
    }

    /** The usable keys of a JSON Web Key Set: at least one. Secrets among them are not taken. */
    static List<TokenKey> jwks(Buffer content) throws BadKey {
        JsonArray keys;
        try {
            keys = new JsonObject(content).getJsonArray("keys", new JsonArray());
        } catch (DecodeException | ClassCastException e) {
            throw new BadKey("is no JSON Web Key Set");
        }
        if (keys.size() > MOST_KEYS) {
            throw new BadKey("holds more than " + MOST_KEYS + " keys");
        }
        List<TokenKey> usable = new ArrayList<>();
        for (Object entry : keys) {
            if (entry instanceof JsonObject key) {
                usable(key).ifPresent(usable::add);
            }
        }
        if (usable.isEmpty()) {
            throw new BadKey("holds no public key for RS256 (of " + LEAST_RSA_BITS
                    + " bits or more) or ES256");
        }
        return usable;
    }

    private static Optional<TokenKey> usable(JsonObject entry) {
        try {
            return switch (JWK.parse(entry.encode())) {
                case RSAKey rsa
                when rsa.size() >= LEAST_RSA_BITS ->
                    meantFor(JWSAlgorithm.RS256, rsa, rsa.toRSAPublicKey());
                case ECKey ec
                when ec.getCurve().equals(Curve.P_256) ->
                    meantFor(JWSAlgorithm.ES256, ec, ec.toECPublicKey());
                default -> Optional.empty();
            };
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            // A set may hold what other programs understand.
            return Optional.empty();
        }
    }

    private static Optional<TokenKey> meantFor(JWSAlgorithm algorithm, JWK key, PublicKey content) {
        boolean isForSignatures =
                key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean isForThis = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
        return isForSignatures && isForThis
                ? Optional.of(new TokenKey(algorithm, key.getKeyID(), content))
                : Optional.empty();
    }
}
