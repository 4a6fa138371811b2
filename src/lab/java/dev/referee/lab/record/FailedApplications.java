package dev.referee.lab.record;

import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;
import dev.referee.phone.Refer;

import java.time.Duration;
import java.util.List;

/** Kind 1: the application fails at once, or it serves. */
final class FailedApplications {
    private static final int BUSY_HERE = 486;

    private FailedApplications() {}

    static List<Story> all() {
        return List.of(
                fails(
                        "k01_externalivr_refused",
                        "blind to 7501: ExternalIVR() whose server refuses, Hangup; no status variable",
                        "7501"),
                failsCalled(
                        "k01_externalivr_refused_ben_called",
                        "as k01_externalivr_refused, Anna had called Ben: AppDial hides it",
                        "7501"),
                failsCalled(
                        "k01_externalivr_refused_answered_ben_called",
                        "blind to 7526: Answer, ExternalIVR() whose server refuses; Anna had called Ben",
                        "7526"),
                fails(
                        "k01_audiosocket_refused_answered",
                        "blind to 7503: Answer, AudioSocket() whose server refuses",
                        "7503"),
                failsCalled(
                        "k01_audiosocket_refused_ben_called",
                        "blind to 7502: AudioSocket() whose server refuses; Anna had called Ben: AppDial"
                                + " hides it",
                        "7502"),
                failsCalled(
                        "k01_voicemail_no_mailbox_ben_called",
                        "blind to 7517: VoiceMail(box that is not there), Hangup; Anna had called Ben",
                        "7517"),
                failsCalled(
                        "k01_stasis_nobody_ben_called",
                        "blind to 7523: Stasis(nobody), Hangup; Anna had called Ben",
                        "7523"),
                fails(
                        "k01_stasis_nobody",
                        "blind to 7523: Stasis(nobody), STASISSTATUS=FAILED, Hangup",
                        "7523"),
                fails(
                        "k01_agi_script_dies",
                        "blind to 7514: AGI(script that exits at once with 1), Hangup",
                        "7514"),
                fails(
                        "k01_queue_missing",
                        "blind to 7518: Queue() of no such queue; Ben hung up at once",
                        "7518"),
                afterRing("k01_agi_missing_after_ring", "7505", "AGI(script that is not there)"),
                afterRing("k01_stasis_nobody_after_ring", "7521", "Stasis(nobody)"),
                afterRing("k01_audiosocket_refused_after_ring", "7522", "AudioSocket() refused"),
                afterRing("k01_voicemail_no_mailbox_after_ring", "7525", "VoiceMail(no such box)"),
                attended("k01_fastagi_refused_attended", "7515", "AGI(agi://) is refused"),
                attended("k01_audiosocket_refused_attended", "7516", "AudioSocket() is refused"),
                confbridgeLocked(),
                wrongPin(
                        "k01_confbridge_wrong_pin_answered",
                        "7528",
                        "ConfBridge asks for a PIN; three wrong ones; CONFBRIDGE_RESULT=FAILED, hung up"),
                wrongPin(
                        "k01_authenticate_wrong_pin",
                        "7519",
                        "Authenticate(): three wrong PINs, hung up; the Dial after it never runs"),
                refusedThenSound(),
                thenOperator("k01_fastagi_refused_then_operator", "7504", "AGI(agi://) refused"),
                thenOperator("k01_voicemail_no_mailbox_then_operator", "7508", "no such box"),
                thenOperator(
                        "k01_fastagi_refused_then_queue", "7530", "AGI(agi://) refused, Queue"),
                thenOperatorBusy(),
                stasisNobodyThenVoicemail(),
                stasisNobodyThenBusy(),
                fastAgiServes(),
                audioSocketServes(),
                externalIvrServes(),
                scriptLasts());
    }

    private static Story fails(String name, String sentence, String extension) {
        Truth truth = Truth.failed("application-failed").blind().whereabouts("gone");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension).awaitAnswer();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story refusedThenSound() {
        String sentence = "blind to 7529: AGI(agi://) refused, GotoIf,"
                + " Playback(cannot-complete-as-dialed), Hangup";
        Truth truth = Truth.failed("application-failed", "no-such-extension").blind();
        return Story.of("k01_fastagi_refused_then_sound", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7529");
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story failsCalled(String name, String sentence, String extension) {
        Truth truth = Truth.failed("application-failed").blind().whereabouts("gone");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind(extension).awaitAnswer();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story afterRing(String name, String extension, String application) {
        Truth truth = Truth.failed("application-failed").blind().whereabouts("gone");
        String sentence = "blind to " + extension + ": Dial(cleo,4), she does not answer, then "
                + application + ", Hangup";
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension);
            studio.cleo.awaitIncoming().ring().awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story attended(String name, String extension, String what) {
        Truth truth = Truth.failed("application-failed");
        String sentence =
                "Anna consults " + extension + " (Answer, Playback) and transfers attended"
                        + " while it plays; then " + what + " and Ben is hung up";
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().hold();
            Call consultation = studio.anna.call(extension).awaitAnswered();
            pair.anna().referAttended(consultation, extension);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story confbridgeLocked() {
        String sentence =
                "Emil is in ConfBridge(meeting), which is locked; Ben is sent blind to it,"
                        + " hears conf-locked, CONFBRIDGE_RESULT=FAILED, hung up; never in the bridge";
        Truth truth = Truth.failed("application-failed").blind().whereabouts("gone");
        return Story.of("k01_confbridge_locked", sentence, truth, studio -> {
            studio.emil.call("7506").awaitAnswered();
            studio.awaitApplication(studio.emil, "ConfBridge");
            studio.pause(2);
            studio.ami.send("ConfbridgeLock", "Conference: meeting");
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7506");
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story wrongPin(String name, String extension, String what) {
        Truth truth = Truth.failed("application-failed").blind().whereabouts("gone");
        return Story.of(name, "blind to " + extension + ": " + what, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension);
            typeUntilEnded(studio, pair.ben(), "1111#");
            studio.pause(2);
        });
    }

    private static void typeUntilEnded(Studio studio, Call call, String keys) {
        for (int tries = 0; tries < 8 && !call.isEnded(); tries++) {
            studio.pause(3);
            if (!call.isEnded()) {
                call.type(keys);
            }
        }
        call.awaitEnded();
    }

    private static Story thenOperator(String name, String extension, String what) {
        Truth truth = Truth.completed("answered").blind().target("cleo");
        String sentence =
                "blind to " + extension + ": " + what + ", then Cleo is called, who answers";
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension);
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story thenOperatorBusy() {
        Truth truth = Truth.failed("busy").blind().target("cleo");
        String sentence =
                "blind to 7508: VoiceMail(no such box), then Dial(cleo): 486, Ben hung up";
        return Story.of("k01_voicemail_no_mailbox_then_busy", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7508");
            studio.cleo.awaitIncoming().ring().refuse(BUSY_HERE);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story stasisNobodyThenBusy() {
        Truth truth = Truth.failed("busy").blind().target("cleo");
        String sentence =
                "blind to 7527: Stasis(nobody) fails, then Dial(cleo): 486, Ben hung up; Anna"
                        + " had called him";
        return Story.of("k01_stasis_nobody_then_busy_ben_called", sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7527");
            studio.cleo.awaitIncoming().ring().refuse(BUSY_HERE);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story stasisNobodyThenVoicemail() {
        String sentence =
                "blind to 7509: Stasis(nobody) fails, then VoiceMail(6012@lab): Ben leaves a"
                        + " message and hangs up";
        Truth truth = Truth.completed("application").blind().application("VoiceMail");
        return Story.of("k01_stasis_nobody_then_voicemail", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7509");
            studio.awaitApplication(studio.ben, "VoiceMail");
            studio.pause(9);
            pair.ben().hangUp();
        });
    }

    private static Story fastAgiServes() {
        String sentence =
                "blind to 7510: AGI(agi://), the server answers, plays demo-abouttotry and"
                        + " ends; Ben hung up";
        Truth truth = Truth.completed("application").blind().application("AGI");
        return Story.of("k01_fastagi_serves", sentence, truth, studio -> {
            try (Server server = Server.fastAgi()) {
                server.serve();
                Pair pair = studio.benCallsAnna();
                Refer refer = pair.anna().referBlind("7510");
                refer.awaitAnswer();
                studio.await("Ben is still in a call", () -> pair.ben().isEnded());
                studio.pause(2);
            }
        });
    }

    private static Story audioSocketServes() {
        String sentence =
                "blind to 7511: Answer, AudioSocket() whose server listens for 6 s and hangs"
                        + " up";
        Truth truth = Truth.completed("application").blind().application("AudioSocket");
        return Story.of("k01_audiosocket_serves", sentence, truth, studio -> {
            try (Server server = Server.audioSocket(Duration.ofSeconds(6))) {
                server.serve();
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7511");
                studio.await("Ben is still in a call", () -> pair.ben().isEnded());
                studio.pause(2);
            }
        });
    }

    private static Story externalIvrServes() {
        String sentence =
                "blind to 7512: ExternalIVR() whose server speaks; Ben hangs up 8 s later";
        Truth truth = Truth.completed("application").blind().application("ExternalIVR");
        return Story.of("k01_externalivr_serves", sentence, truth, studio -> {
            try (Server server = Server.externalIvr()) {
                server.serve();
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7512");
                studio.pause(8);
                pair.ben().hangUp();
                studio.pause(2);
            }
        });
    }

    private static Story scriptLasts() {
        String sentence =
                "blind to 7513: Answer, AGI(script that plays demo-abouttotry, 15 s); Ben hangs"
                        + " up after 8 s; Anna had called him";
        Truth truth = Truth.completed("application").blind().application("AGI");
        return Story.of("k01_agi_script_lasts_ben_called", sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7513");
            studio.pause(8);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }
}
