package dev.referee.intake.ari;

import ch.loway.oss.ari4java.tools.RestException;

import io.netty.handler.codec.CorruptedFrameException;
import io.vertx.core.http.UpgradeRejectedException;

import org.jspecify.annotations.Nullable;

import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

/**
 * Why a connection ended or never came to be.
 *
 * @param replaced whether another program took the application's name
 * @param detail one sentence for an administrator: what is wrong and what to do
 */
record Ending(boolean replaced, String detail) {
    static Ending ofReplaced(AriAddress address, AriSettings settings) {
        return new Ending(
                true,
                "Another program, perhaps a second Referee, listens at " + address
                        + " as the application " + settings.application()
                        + ": only one can. Give each its own application name");
    }

    /**
     * In words, what the transport said.
     *
     * @param cause null when the other side closed in good order
     */
    static Ending of(AriAddress address, @Nullable Throwable cause) {
        return switch (cause) {
            case RestException answer
            when answer.getCode() > 0 -> ofStatus(address, answer.getCode());
            case UpgradeRejectedException answer -> ofStatus(address, answer.getStatus());
            case null, default -> new Ending(false, transport(address, cause));
        };
    }

    /** In words, an HTTP status that is no success. */
    static Ending of(AriAddress address, int status) {
        return ofStatus(address, status);
    }

    private static String transport(AriAddress address, @Nullable Throwable cause) {
        return switch (cause) {
            case null ->
                "Asterisk at " + address
                        + " closed the ARI connection: it stopped, reloaded ARI, or"
                        + " Referee read too slowly for its websocket_write_timeout";
            case SSLException tls ->
                "TLS with " + address + " failed (" + rootOf(tls)
                        + "): check that Asterisk's certificate names this host and is signed by an"
                        + " authority that this Java trusts";
            case UnknownHostException unknown ->
                "The host of " + address + " has no address: check the ARI URL and the name server";
            case CorruptedFrameException frame ->
                "Asterisk at " + address + " sent an event that is too large or broken ("
                        + messageOf(frame) + "): beginning anew";
            case IllegalStateException answer ->
                "The server at " + address + " does not speak ARI (" + messageOf(answer)
                        + "): check that the ARI URL leads to Asterisk";
            default ->
                "No ARI connection to " + address + " (" + messageOf(cause)
                        + "): check that Asterisk runs and that http.conf has enabled=yes and this"
                        + " address and port";
        };
    }

    private static Ending ofStatus(AriAddress address, int status) {
        String meaning = switch (status) {
            case 401 ->
                "Asterisk at " + address + " refuses the ARI user or password (HTTP 401): they must"
                        + " be those of a [user] in ari.conf";
            case 403 ->
                "Asterisk at " + address + " denies this host or user the access to ARI (HTTP 403):"
                        + " check the acl in ari.conf and http.conf";
            case 404 ->
                "There is an HTTP server at " + address
                        + " but no ARI (HTTP 404): set enabled=yes in"
                        + " ari.conf, load res_ari, and put the prefix of http.conf into the URL";
            case 503 ->
                "Asterisk at " + address
                        + " is not ready or has too many sessions (HTTP 503): it may"
                        + " still be starting; see sessionlimit in http.conf";
            default ->
                "The server at " + address + " answered with HTTP " + status
                        + ": check that the ARI URL leads to Asterisk";
        };
        return new Ending(false, meaning);
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return messageOf(root);
    }

    private static String messageOf(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
