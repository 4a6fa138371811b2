package dev.referee.token;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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
    static PubSecKeyOptions pem(Buffer file, String algorithm) throws BadKey {
        Matcher pem = PEM.matcher(file.toString(StandardCharsets.US_ASCII));
        if (!pem.matches()) {
            throw new BadKey("must hold one public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            PublicKey key = KeyFactory.getInstance(algorithm.equals("RS256") ? "RSA" : "EC")
                    .generatePublic(new X509EncodedKeySpec(encoded));
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
                throw new BadKey("holds an RSA key of less than " + LEAST_RSA_BITS + " bits");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadKey("holds no key for " + algorithm);
        }
        return new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(file);
    }

    /** The usable keys of a JSON Web Key Set: at least one. Secrets among them are not taken. */
    static List<JsonObject> jwks(Buffer content) throws BadKey {
        JsonArray keys;
        try {
            keys = new JsonObject(content).getJsonArray("keys", new JsonArray());
        } catch (DecodeException | ClassCastException e) {
            throw new BadKey("is no JSON Web Key Set");
        }
        if (keys.size() > MOST_KEYS) {
            throw new BadKey("holds more than " + MOST_KEYS + " keys");
        }
        List<JsonObject> usable = new ArrayList<>();
        for (Object entry : keys) {
            if (entry instanceof JsonObject key && isUsable(key)) {
                usable.add(publicPart(key));
            }
        }
        if (usable.isEmpty()) {
            throw new BadKey("holds no public key for RS256 (of " + LEAST_RSA_BITS
                    + " bits or more) or ES256");
        }
        return usable;
    }

    private static String algorithm(JsonObject key) {
        return "RSA".equals(key.getValue("kty")) ? "RS256" : "ES256";
    }

    private static boolean isUsable(JsonObject key) {
        boolean isForThis = "sig".equals(key.getValue("use", "sig"))
                && algorithm(key).equals(key.getValue("alg", algorithm(key)))
                && key.getValue("kid", "") instanceof String;
        return isForThis && (isStrongRsa(key) || isP256(key));
    }

    private static boolean isStrongRsa(JsonObject key) {
        return "RSA".equals(key.getValue("kty"))
                && bytes(key, "n") >= LEAST_RSA_BITS / 8
                && bytes(key, "e") > 0;
    }

    private static boolean isP256(JsonObject key) {
        return "EC".equals(key.getValue("kty"))
                && "P-256".equals(key.getValue("crv"))
                && bytes(key, "x") > 0
                && bytes(key, "y") > 0;
    }

    /** The length of a number, 0 when there is none. */
    private static int bytes(JsonObject key, String field) {
        try {
            return key.getValue(field) instanceof String text
                    ? Base64.getUrlDecoder().decode(text).length
                    : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static JsonObject publicPart(JsonObject key) {
        JsonObject part = new JsonObject().put("alg", algorithm(key));
        for (String field : List.of("kty", "kid", "n", "e", "crv", "x", "y")) {
            if (key.containsKey(field)) {
                part.put(field, key.getValue(field));
            }
        }
        return part;
    }
}
