package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.HttpParam;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where ARI is and how to ask there. Prints without credentials. */
final class AriAddress {
    private final String host;
    private final int port;
    private final boolean tls;
    private final String prefix;
    private final String authorization;

    /** Throws IllegalArgumentException when the settings' URL is not one of an HTTP server. */
    AriAddress(AriSettings settings) {
        URI url = settings.url();
        this.tls = "https".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || !(tls || "http".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "The ARI URL must look like http://host:8088 or https://host:8089");
        }
        this.host = url.getHost();
        this.port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        this.prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((settings.username() + ":" + settings.password())
                                .getBytes(StandardCharsets.UTF_8));
    }

    boolean tls() {
        return tls;
    }

    /**
     * Fills in where to go and who asks.
     *
     * @param path below {@code /ari}, with a leading slash, already encoded
     */
    <T extends RequestOptions> T to(T options, String path, @Nullable List<HttpParam> query) {
        options.setHost(host).setPort(port).setSsl(tls).setURI(prefix + "/ari" + path + of(query));
        options.putHeader(HttpHeaders.AUTHORIZATION, authorization);
        return options;
    }

    private static String of(@Nullable List<HttpParam> query) {
        if (query == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (HttpParam param : query) {
            if (param.getValue() == null) {
                continue; // The library lists what was not set, too.
            }
            text.append(text.isEmpty() ? '?' : '&')
                    .append(param.getName())
                    .append('=')
                    .append(URLEncoder.encode(param.getValue(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host + ":" + port + prefix;
    }
}
