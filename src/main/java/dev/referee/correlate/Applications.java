package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a dialplan application that the transferee runs means for a transfer: the table {@code
 * applications.txt}, which has all applications of Asterisk 16 to 24.
 */
final class Applications {
    private static final Set<String> HIDING = Set.of("appdial", "appdial2", "appqueue");

    /** The dialling applications that pause between two rounds of calls. */
    private static final Set<String> CALLING_IN_ROUNDS = Set.of("queue", "retrydial", "followme");

    /**
     * The applications that mix their callers in a bridge: a caller is served only when it is in
     * that bridge.
     */
    private static final Set<String> CONFERENCES = Set.of("confbridge");

    /** Those that ask the caller for something: who stays in one for long is served by it. */
    private static final Set<String> ASKING = Set.of(
            "authenticate",
            "background",
            "backgrounddetect",
            "directory",
            "disa",
            "privacymanager",
            "read",
            "readexten",
            "record",
            "speechbackground",
            "vmauthenticate",
            "waitexten");

    /** Those that let the caller go on only if it knows the word, and hang up else. */
    private static final Set<String> GATES = Set.of("authenticate", "vmauthenticate");

    /** The variables that {@link Dials} understands: they describe phones, not applications. */
    private static final Set<String> OF_DIALS = Set.of("DIALSTATUS", "QUEUESTATUS");

    private static final Map<String, Application> TABLE = new HashMap<>();
    private static final Map<String, Application> BY_VARIABLE = new HashMap<>();

    static {
        Tables.rows("applications.txt").stream().map(Applications::application).forEach(one -> {
            TABLE.put(one.name, one);
            if (one.variable != null && !OF_DIALS.contains(one.variable)) {
                BY_VARIABLE.merge(one.variable, one, Applications::likelier);
            }
        });
    }

    private Applications() {}

    /** What an application does with a caller. */
    enum Role {
        /** None is known: nothing was said, or the name hides the one that really runs. */
        HIDDEN,
        /** Calls somebody on the caller's behalf: the outcome is still open. */
        DIALLING,
        /** Informs the caller that the call failed. */
        FAILING,
        /** Serves the caller itself: a conference, a voice mailbox. */
        TAKING,
        /** A step on the way to something else. */
        PASSING,
        /** Plays or asks something; it may be the goal itself or a step on the way. */
        TALKING,
        /** As {@link #TALKING}, but what the caller hears is music: it waits. */
        KEEPING_WAITING,
        /**
         * Runs a site's script, which may do anything. Often it is an intermediate step: FreePBX
         * dials only after an AGI lookup. A script that runs for long serves the caller itself: a
         * menu, a voice bot, a queue of an ARI application.
         */
        SCRIPTED,
        /** None of Asterisk's own: nothing can be concluded from it. */
        UNKNOWN
    }

    /** What a status variable says of an application that has ended. */
    enum Result {
        SERVED,
        FAILED,
        /** It failed, unless the caller had hung up before. */
        FAILED_OR_LEFT,
        /** No value that is known: it says nothing. */
        UNKNOWN
    }

    private record Application(
            String name,
            Role role,
            boolean isPeers,
            @Nullable String variable,
            Set<String> failed,
            Set<String> failedOrLeft,
            Set<String> served) {}

    private static Application application(String[] columns) {
        return new Application(
                columns[0],
                Role.valueOf(Tables.constant(columns[1])),
                columns[3].equals("peer"),
                columns[4].equals("-") ? null : columns[4],
                words(columns[5]),
                words(columns[6]),
                words(columns[7]));
    }

    private static Set<String> words(String column) {
        return column.equals("-") ? Set.of() : Set.of(column.split(","));
    }

    /** Of two that set the same variable the one that callers are sent to. */
    private static Application likelier(Application one, Application other) {
        return other.role == Role.DIALLING ? other : one;
    }

    private static boolean isOneOf(Set<String> names, @Nullable String application) {
        return application != null && names.contains(application.toLowerCase(Locale.ROOT));
    }

    private static @Nullable Application find(@Nullable String name) {
        return name == null ? null : TABLE.get(name.toLowerCase(Locale.ROOT));
    }

    /** The role of an application by its name in any case; null for none known. */
    static Role roleOf(@Nullable String application) {
        if (application == null || application.isEmpty() || hides(application)) {
            return Role.HIDDEN;
        }
        Application found = find(application);
        return found == null ? Role.UNKNOWN : found.role;
    }

    /** Whether a caller may find there what it was sent for, or may not. */
    static boolean mayServe(@Nullable String application) {
        return switch (roleOf(application)) {
            case TALKING, KEEPING_WAITING, SCRIPTED, UNKNOWN -> true;
            case HIDDEN, DIALLING, FAILING, TAKING, PASSING -> false;
        };
    }

    /**
     * Whether the name stands for another one, as it does for a channel that was itself dialled:
     * Asterisk reports its first application after a transfer under the old name.
     */
    static boolean hides(@Nullable String application) {
        return isOneOf(HIDING, application);
    }

    /** Whether an application may call again although none of its calls is under way. */
    static boolean callsInRounds(@Nullable String application) {
        return isOneOf(CALLING_IN_ROUNDS, application);
    }

    /**
     * What a channel really runs: a shared line (SLATrunk, SLAStation) keeps its callers in a conference
     * of its own, named SLA_ and the trunk, while it calls (Asterisk's app_confbridge.c, 16 to 24).
     */
    static String behind(String application, @Nullable String data) {
        return data != null && data.startsWith("SLA_") && isConference(application)
                ? "SLATrunk"
                : application;
    }

    /** Whether an application keeps its callers in a conference while it calls. */
    static boolean isSharedLine(@Nullable String application) {
        return "SLATrunk".equalsIgnoreCase(application)
                || "SLAStation".equalsIgnoreCase(application);
    }

    /** Whether callers are served only once they are in its bridge. */
    static boolean isConference(@Nullable String application) {
        return isOneOf(CONFERENCES, application);
    }

    /** Whether it asks the caller for something, as a menu does. */
    static boolean asks(@Nullable String application) {
        return isOneOf(ASKING, application);
    }

    /** Whether it hangs up on a caller who does not know the word. */
    static boolean isGate(@Nullable String application) {
        return isOneOf(GATES, application);
    }

    /**
     * Whether a program outside has the channel that may call others for it: by ARI, or by AMI
     * (Asterisk calls that asynchronous AGI). A script of AGI dials in the dialplan, where that shows.
     */
    static boolean mayOriginate(String application, @Nullable String data) {
        String name = application.toLowerCase(Locale.ROOT);
        return name.startsWith("stasis")
                || (name.endsWith("agi") && data != null && data.startsWith("agi:async"));
    }

    /** Whether a program outside serves the caller, and only as long as it keeps the call. */
    static boolean isPeers(@Nullable String application) {
        Application found = find(application);
        return found != null && found.isPeers;
    }

    /** Whether Asterisk says of this application how it went. */
    static boolean tellsHowItWent(@Nullable String application) {
        Application found = find(application);
        return found != null && found.variable != null && BY_VARIABLE.containsKey(found.variable);
    }

    /** The application that sets a status variable, as Asterisk writes it; null for another one. */
    static @Nullable String setting(String variable) {
        Application found = BY_VARIABLE.get(variable);
        return found == null ? null : spelt(found.name);
    }

    /** Whether an application sets this variable. */
    static boolean sets(String application, String variable) {
        Application found = find(application);
        return found != null && variable.equals(found.variable);
    }

    /** What a value of its status variable says of an application. */
    static Result resultOf(String application, String value) {
        Application found = find(application);
        if (found == null) {
            return Result.SERVED;
        }
        if (found.failed.contains(value)) {
            return Result.FAILED;
        }
        if (found.failedOrLeft.contains(value)) {
            return Result.FAILED_OR_LEFT;
        }
        return found.served.isEmpty() || found.served.contains(value)
                ? Result.SERVED
                : Result.UNKNOWN;
    }

    private static String spelt(String name) {
        return switch (name) {
            case "agi" -> "AGI";
            case "voicemail" -> "VoiceMail";
            case "confbridge" -> "ConfBridge";
            case "agentrequest" -> "AgentRequest";
            case "slatrunk" -> "SLATrunk";
            case "slastation" -> "SLAStation";
            default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
        };
    }
}
