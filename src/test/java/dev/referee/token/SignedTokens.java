package dev.referee.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens as a site would, with nothing but the JDK, also such as no site should sign. */
public final class SignedTokens {
    /** A secret of the least length. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private SignedTokens() {}

    /** Settings under which tokens signed with {@link #SECRET} count. */
    public static TokenSettings bySecret() {
        return new TokenSettings(
                SECRET,
                null,
                null,
                null,
                null,
                Duration.ofHours(1),
                null,
                "referee",
                Duration.ZERO);
    }

    /** A token of this secret for some endpoints, or patterns of them. */
    public static String forEndpoints(Instant until, String... endpoints) {
        return hs256(
                SECRET, claims(until).put("endpoints", new JsonArray(Arrays.asList(endpoints))));
    }

    /** A token of this secret for an administrator. */
    public static String forAdministrator(Instant until) {
        return hs256(SECRET, claims(until).put("roles", JsonArray.of("admin")));
    }

    /** The claims that every token needs. */
    public static JsonObject claims(Instant until) {
        return JsonObject.of("aud", "referee", "exp", until.getEpochSecond());
    }

    static String hs256(String secret, JsonObject claims) {
        return hs256(secret.getBytes(UTF_8), header("HS256", null), claims);
    }

    static String hs256(byte[] secret, JsonObject header, JsonObject claims) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String signed = content(header, claims);
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A token, with a name for its key if one is given. */
    public static String rs256(PrivateKey key, @Nullable String kid, JsonObject claims) {
        return signed("SHA256withRSA", key, header("RS256", kid), claims);
    }

    static String es256(PrivateKey key, @Nullable String kid, JsonObject claims) {
        return signed("SHA256withECDSAinP1363Format", key, header("ES256", kid), claims);
    }

    static String signed(String algorithm, PrivateKey key, JsonObject header, JsonObject claims) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            String signed = content(header, claims);
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static JsonObject header(String algorithm, @Nullable String kid) {
        JsonObject header = JsonObject.of("typ", "JWT", "alg", algorithm);
        return kid == null ? header : header.put("kid", kid);
    }

    /** The two first parts of a token. */
    static String content(JsonObject header, JsonObject claims) {
        return base64(header) + "." + base64(claims);
    }

    private static String base64(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(UTF_8));
    }

    /** A new pair of keys. */
    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }

    /** The key in a JSON Web Key Set. */
    public static JsonObject jwk(PublicKey key, @Nullable String kid) {
        JsonObject jwk = switch (key) {
            case RSAPublicKey rsa ->
                JsonObject.of(
                        "kty", "RSA",
                        "n", number(rsa.getModulus(), 0),
                        "e", number(rsa.getPublicExponent(), 0));
            case ECPublicKey ec ->
                JsonObject.of(
                        "kty",
                        "EC",
                        "crv",
                        "P-256",
                        "x",
                        number(ec.getW().getAffineX(), 32),
                        "y",
                        number(ec.getW().getAffineY(), 32));
            default -> throw new IllegalArgumentException(key.getAlgorithm());
        };
        return kid == null ? jwk : jwk.put("kid", kid);
    }

    /** A JSON Web Key Set. */
    public static String jwks(JsonObject... keys) {
        return JsonObject.of("keys", new JsonArray(Arrays.asList(keys))).encode();
    }

    /** A number without a sign, of at least so many bytes. */
    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(length, bytes.length - sign)];
        System.arraycopy(
                bytes, sign, padded, padded.length - bytes.length + sign, bytes.length - sign);
        return BASE64.encodeToString(padded);
    }
}
