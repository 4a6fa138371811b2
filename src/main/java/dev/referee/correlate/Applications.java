package dev.referee.correlate;

import dev.referee.correlate.Assessment.Finality;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/** What it means for a transfer that the transferee runs a dialplan application. */
final class Applications {
    private static final Set<String> HIDING = Set.of("appdial", "appdial2", "appqueue");

    private static final Set<String> DIALLING = Set.of(
            "agentrequest",
            "dial",
            "queue",
            "retrydial",
            "followme",
            "page",
            "pickup",
            "pickupchan",
            "originate");

    /** Of those, the ones that call nobody for a while between two rounds of calls. */
    private static final Set<String> CALLING_IN_ROUNDS = Set.of("queue", "retrydial", "followme");

    private static final Set<String> FAILING = Set.of("busy", "congestion");

    private static final Set<String> TAKING = words("""
            alarmreceiver audiosocket chanspy confbridge dictate echo extenspy jack meetme milliwatt
            minivmgreet minivmrecord receivefax sendfax streamecho
            vmauthenticate voicemail voicemailmain voicemailplaymsg
            """);

    private static final Set<String> TALKING = words("""
            authenticate background backgrounddetect controlplayback datetime directory festival
            ivrdemo morsecode mp3player nbscat playback privacymanager read readexten record sayalpha
            sayalphacase saycountedadj saycountednoun saycountpl saydigits saynumber sayordinal
            sayphonetic sayunixtime speechbackground vmsayname waitexten
            """);

    private static final Set<String> KEEPING_WAITING = Set.of("musiconhold", "waitmusiconhold");

    private static final Set<String> SCRIPTED = words("agi deadagi eagi externalivr stasis");

    // Where a caller ends up by BridgeWait, Park, ParkedCall and Bridge shows by the bridge.
    private static final Set<String> PASSING = words("""
            addqueuemember aelsub amd answer attendedtransfer blindtransfer bridge bridgeadd
            bridgewait callcompletioncancel callcompletionrequest celgenuserevent changemonitor
            chanisavail channelredirect clearhash confkick continuewhile dbdel dbdeltree dumpchan
            endwhile exec execif execiftime exitwhile flash forkcdr gosub gosubif goto gotoif
            gotoiftime hangup hangupcauseclear importvar incomplete jabbersend jabberstatus log macro
            macroexclusive macroexit macroif mailboxexists meetmeadmin meetmechanneladmin meetmecount
            messagesend minivmaccmess minivmdelete minivmmwi minivmnotify mixmonitor monitor mset
            nocdr noop odbc_commit odbc_rollback odbcfinish park parkandannounce parkedcall
            pausemonitor pausequeuemember playtones
            proceeding progress queuelog queueupdate raiseexception readfile reload removequeuemember
            resetcdr return ringing senddtmf sendimage sendtext sendurl set setamaflags setcallerpres
            setmusiconhold signal sipaddheader sipdtmfmode sipremoveheader sipsendcustominfo
            softhangup speechactivategrammar speechcreate speechdeactivategrammar speechdestroy
            speechloadgrammar speechprocessingsound speechstart speechunloadgrammar stackpop
            startmusiconhold statsd stopmixmonitor stopmonitor stopmusiconhold stopplaytones storedtmf
            system transfer tryexec trysystem unpausemonitor unpausequeuemember userevent verbose wait
            waitdigit waitforcondition waitfornoise waitforring waitforsignal
            waitforsilence waituntil while zapateller
            """);

    private Applications() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

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
        /** Plays or asks something; it may be the goal itself or a step on the way. */
        TALKING,
        /** As {@link #TALKING}, but what the caller hears is music: it waits. */
        KEEPING_WAITING,
        /**
         * Runs a script of somebody's own; it may do anything. Often it is a step on the way: FreePBX
         * dials only after an AGI has looked things up. One that goes on for long serves the caller
         * itself: a menu, a voice bot, a queue of an ARI application.
         */
        SCRIPTED,
        /** None of Asterisk's own: nothing can be concluded from it. */
        UNKNOWN
    }

    /** The role of an application by its name in any case; null for none known. */
    static Role roleOf(@Nullable String application) {
        if (application == null || application.isEmpty() || hides(application)) {
            return Role.HIDDEN;
        }
        String name = application.toLowerCase(Locale.ROOT);
        if (DIALLING.contains(name)) {
            return Role.DIALLING;
        }
        if (FAILING.contains(name)) {
            return Role.FAILING;
        }
        if (TAKING.contains(name)) {
            return Role.TAKING;
        }
        if (TALKING.contains(name)) {
            return Role.TALKING;
        }
        if (KEEPING_WAITING.contains(name)) {
            return Role.KEEPING_WAITING;
        }
        if (SCRIPTED.contains(name)) {
            return Role.SCRIPTED;
        }
        return PASSING.contains(name) ? Role.PASSING : Role.UNKNOWN;
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
     * Asterisk tells its first application after a transfer under the old name.
     */
    static boolean hides(@Nullable String application) {
        return application != null && HIDING.contains(application.toLowerCase(Locale.ROOT));
    }

    /**
     * How long it may still turn out that what the caller hears was only a step on the way, where it
     * may be the goal; null where the application alone says nothing of the kind.
     */
    static @Nullable Finality finalityOf(@Nullable String application) {
        return switch (roleOf(application)) {
            case TALKING, KEEPING_WAITING -> Finality.ANNOUNCING;
            case SCRIPTED -> Finality.SCRIPTED;
            case HIDDEN, DIALLING, FAILING, TAKING, PASSING, UNKNOWN -> null;
        };
    }

    /** Whether an application may call again although none of its calls is under way. */
    static boolean callsInRounds(@Nullable String application) {
        return application != null
                && CALLING_IN_ROUNDS.contains(application.toLowerCase(Locale.ROOT));
    }
}
