package dev.referee.intake.ami;

import org.asteriskjava.manager.AuthenticationFailedException;
import org.asteriskjava.manager.TimeoutException;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

/** Says in one sentence or two what is wrong with a connection and what to do about it. */
final class ConnectionAdvice {
    private ConnectionAdvice() {}

    /** Why a connection did not come about. Contains no secret. */
    static String connecting(AmiSettings settings, Exception why) {
        String where = settings.host() + ":" + settings.port();
        return switch (why) {
            case AuthenticationFailedException refused
            when refused.getCause() == null ->
                "AMI at " + where + " refuses the login of '" + settings.username() + "' ("
                        + refused.getMessage()
                        + "). Check username and secret against Asterisk's manager.conf, and that"
                        + " its permit and deny lines let this machine in.";
            case TapSocket.NotAnAmi other ->
                "What listens at " + where + " is not an Asterisk Manager Interface: it says \""
                        + other.getMessage()
                        + "\". Check host and port; Asterisk's manager.conf names the port.";
            case UnknownHostException e ->
                "The host name " + settings.host() + " is not known. Check the AMI host.";
            case ConnectException e ->
                "Nothing listens at " + where + " (" + e.getMessage()
                        + "). Check that Asterisk runs, and that its manager.conf has"
                        + " enabled = yes and binds this address and port.";
            case SocketTimeoutException e ->
                "No answer from " + where
                        + ". Check host and port, and that no firewall is in between.";
            case SSLException e ->
                "No TLS with " + where + " (" + e.getMessage()
                        + "). Check that the port is the one of tlsbindaddr in manager.conf, that"
                        + " its certificate names this host and that Java trusts it.";
            case TimeoutException e ->
                "Something at " + where + " accepts the connection but does not greet as an"
                        + " Asterisk Manager Interface. Check host and port, and whether the port"
                        + " wants TLS.";
            case EOFException e ->
                "AMI at " + where + " closes the connection before the login is done. Check"
                        + " manager.conf (permit and deny, authlimit), and whether the port wants"
                        + " TLS.";
            default -> "No AMI connection with " + where + ": " + what(why) + ".";
        };
    }

    /** Why a connection that was good has ended. */
    static String lost(AmiSettings settings, Exception why) {
        return "Lost the AMI connection with " + settings.host() + ":" + settings.port() + ": "
                + what(why) + ". Connecting again.";
    }

    /** What is wrong when the account may not list the channels. */
    static String mayNotList(AmiSettings settings, String message) {
        return "AMI user '" + settings.username() + "' may not list the channels (" + message
                + "): calls that were up before are not known. Add reporting to the write line of"
                + " this user in manager.conf, run: asterisk -rx 'manager reload', and restart"
                + " Referee, since a login keeps the rights that it began with.";
    }

    /** What is wrong when the account may not send NOTIFYs. */
    static String mayNotNotify(AmiSettings settings, String message) {
        return "AMI user '" + settings.username() + "' may not send SIP NOTIFYs (" + message
                + "): push.endpoints does nothing. Set write = reporting,system for this user in"
                + " manager.conf, run: asterisk -rx 'manager reload', and restart Referee, since a"
                + " login keeps the rights that it began with. Or take push.endpoints out.";
    }

    /** What is wrong when Asterisk has no such action. */
    static String cannotNotify(AmiSettings settings) {
        return "Asterisk at " + settings.host() + ":" + settings.port()
                + " cannot send SIP NOTIFYs: push.endpoints does nothing. Run: asterisk -rx 'module"
                + " load res_pjsip_notify.so', and restart Referee. Or take push.endpoints out.";
    }

    /** That Asterisk refused to send a NOTIFY. */
    static String notifyRefused(String message) {
        return "Asterisk refuses to send a SIP NOTIFY with the end of a transfer (" + message
                + "). Check that push.endpoints names phones of pjsip.conf only. /metrics counts"
                + " them all; further ones are told in the log at level DEBUG.";
    }

    private static String what(Exception why) {
        String message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : message;
    }
}
