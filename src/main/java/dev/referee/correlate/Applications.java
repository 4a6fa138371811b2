package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/** What it means for a transfer that the transferee runs a dialplan application. */
final class Applications {
    private static final Set<String> HIDING = Set.of("appdial", "appdial2", "appqueue");

    private static final Set<String> DIALLING =
            Set.of("dial", "queue", "retrydial", "followme", "page", "pickup", "originate");

    /** Of those, the ones that call nobody for a while between two rounds of calls. */
    private static final Set<String> CALLING_IN_ROUNDS = Set.of("queue", "retrydial", "followme");

    private static final Set<String> FAILING = Set.of("busy", "congestion");

    private static final Set<String> TAKING = Set.of(
            "audiosocket",
            "chanspy",
            "confbridge",
            "dictate",
            "echo",
            "extenspy",
            "meetme",
            "milliwatt",
            "minivmrecord",
            "minivmgreet",
            "park",
            "parkandannounce",
            "parkedcall",
            "receivefax",
            "sendfax",
            "voicemail",
            "voicemailmain",
            "vmauthenticate");

    // BridgeWait: whoever waits there has reached nobody yet. Bridge: it shows by who is met there.
    private static final Set<String> PASSING = Set.of(
            "answer",
            "bridge",
            "bridgewait",
            "celgenuserevent",
            "endwhile",
            "exec",
            "execif",
            "execiftime",
            "exitwhile",
            "forkcdr",
            "mailboxexists",
            "mixmonitor",
            "gosub",
            "gosubif",
            "goto",
            "gotoif",
            "gotoiftime",
            "hangup",
            "hangupcauseclear",
            "incomplete",
            "log",
            "macro",
            "macroif",
            "mset",
            "noop",
            "nocdr",
            "playtones",
            "proceeding",
            "progress",
            "raiseexception",
            "removequeuemember",
            "addqueuemember",
            "resetcdr",
            "return",
            "ringing",
            "sendtext",
            "set",
            "setamaflags",
            "stackpop",
            "stopmixmonitor",
            "stopplaytones",
            "system",
            "transfer",
            "tryexec",
            "trysystem",
            "userevent",
            "verbose",
            "wait",
            "waituntil",
            "while");

    private Applications() {}

    /** What an application does with a caller. */
    enum Role {
        /** None is known: nothing was said, or the name hides the one that really runs. */
        HIDDEN,
        /** Calls somebody on the caller's behalf: the outcome is still open. */
        DIALLING,
        /** Tells the caller that it did not work. */
        FAILING,
        /** Serves the caller itself: a conference, a voice mailbox. */
        TAKING,
        /** A step on the way to something else. */
        PASSING,
        /**
         * Plays, asks or runs a script; it may be the goal itself or a step on the way. Scripts (AGI,
         * Stasis) are often both in turn: FreePBX dials only after an AGI has looked things up.
         */
        TALKING
    }

    /** The role of an application by its name in any case; null for none known. */
    static Role roleOf(@Nullable String application) {
        if (application == null || application.isEmpty()) {
            return Role.HIDDEN;
        }
        String name = application.toLowerCase(Locale.ROOT);
        if (HIDING.contains(name)) {
            return Role.HIDDEN;
        }
        if (DIALLING.contains(name)) {
            return Role.DIALLING;
        }
        if (FAILING.contains(name)) {
            return Role.FAILING;
        }
        if (TAKING.contains(name)) {
            return Role.TAKING;
        }
        return PASSING.contains(name) ? Role.PASSING : Role.TALKING;
    }

    /** Whether an application may call again although none of its calls is under way. */
    static boolean callsInRounds(@Nullable String application) {
        return application != null
                && CALLING_IN_ROUNDS.contains(application.toLowerCase(Locale.ROOT));
    }
}
