package dev.referee.lab.record;

import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;

import java.util.List;

/** Kind 8: an announcement is no end while it plays; what follows decides. */
final class Announcements {
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private Announcements() {}

    static List<Story> all() {
        return List.of(
                refused("k08_announcement_then_busy_ben_called", "7600", true, BUSY_HERE, "busy"),
                refused("k08_answered_announcement_then_busy", "7601", false, BUSY_HERE, "busy"),
                refused("k08_announcement_then_declined", "7600", false, DECLINE, "declined"),
                refused("k08_noanswer_announcement_then_busy", "7609", true, BUSY_HERE, "busy"),
                refused("k08_digits_then_busy", "7616", false, BUSY_HERE, "busy"),
                refused("k08_busy_then_announcement", "7610", false, BUSY_HERE, "busy"),
                answered("k08_announcement_then_answered", "7600", false),
                answered("k08_answered_announcement_then_answered_ben_called", "7601", true),
                answered("k08_digits_then_answered", "7616", false),
                answered("k08_announcement_then_queue_answered", "7602", false),
                noAnswer(),
                queueTimesOut(),
                queueGivenUp(),
                heardOut(
                        "k08_heard_out",
                        "7603",
                        "Playback(demo-thanks), Hangup",
                        Truth.completed("application").application("Playback")),
                heardOut(
                        "k08_heard_out_answered",
                        "7615",
                        "Answer, Playback(demo-abouttotry), Hangup",
                        Truth.completed("application").application("Playback")),
                heardOut(
                        "k08_no_service",
                        "7604",
                        "Answer, Playback(ss-noservice), Hangup",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_invalid",
                        "7605",
                        "Playback(invalid), Hangup",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_pbx_invalid",
                        "7612",
                        "Answer, Playback(pbx-invalid), Hangup",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_cannot_complete",
                        "7606",
                        "Playback(cannot-complete-as-dialed&check-number-dial-again), Hangup",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_hangup_1",
                        "7607",
                        "Playback(demo-thanks), Hangup(1)",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_no_service_hangup_1",
                        "7614",
                        "Answer, Playback(ss-noservice), Hangup(1)",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_catch_all_invalid",
                        "7955",
                        "a catch-all _79XX: Answer, Playback(invalid), Hangup(1)",
                        Truth.failed("no-such-extension")),
                heardOut(
                        "k08_circuits_busy_congestion",
                        "7613",
                        "Answer, Playback(all-circuits-busy-now), Congestion(3)",
                        Truth.failed("congestion")),
                heardOut(
                        "k08_announcement_then_busy_tone",
                        "7608",
                        "Playback(demo-thanks), Busy(3)",
                        Truth.failed("busy")),
                heardOut(
                        "k08_announcement_then_not_registered",
                        "7618",
                        "Answer, Playback(demo-thanks), Dial(ghost), Hangup",
                        Truth.failed("unreachable")),
                heardOutCalled(
                        "k08_no_service_ben_called",
                        "7604",
                        "Answer, Playback(ss-noservice), Hangup",
                        Truth.failed("no-such-extension")),
                heardOutCalled(
                        "k08_invalid_ben_called",
                        "7605",
                        "Playback(invalid), Hangup; AppDial hides Playback",
                        Truth.failed("no-such-extension", "application-failed")),
                hangsUpBeforeDial(false),
                hangsUpBeforeDial(true),
                hangsUpInAnnouncement(),
                voicemail());
    }

    private static Pair pair(Studio studio, boolean isCalled) {
        return isCalled ? studio.annaCallsBen() : studio.benCallsAnna();
    }

    private static String called(boolean isCalled) {
        return isCalled ? "; Anna had called Ben" : "";
    }

    private static String what(String extension) {
        return "blind to " + extension + ": "
                + switch (extension) {
                    case "7600" -> "Playback(demo-thanks), Dial(cleo,5), Hangup";
                    case "7601" -> "Answer, Playback(demo-abouttotry, 15 s), Dial(cleo), Hangup";
                    case "7602" -> "Playback(demo-thanks), Queue with Cleo";
                    case "7609" -> "Playback(demo-thanks,noanswer), Dial(cleo), Hangup";
                    case "7610" -> "Dial(cleo), then Playback(vm-isonphone), Hangup";
                    case "7616" -> "Answer, SayDigits, Dial(cleo), Hangup";
                    default -> throw new IllegalArgumentException(extension);
                };
    }

    private static Call awaitCleo(Studio studio) {
        return studio.cleo.awaitIncoming(java.time.Duration.ofSeconds(30)).ring();
    }

    private static Story refused(
            String name, String extension, boolean isCalled, int answer, String reason) {
        String sentence = what(extension) + "; Cleo " + answer + ", Ben hung up" + called(isCalled);
        Truth truth = Truth.failed(reason).blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = pair(studio, isCalled);
            pair.anna().referBlind(extension);
            Call atCleo = awaitCleo(studio);
            studio.pause(1);
            atCleo.refuse(answer);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story answered(String name, String extension, boolean isCalled) {
        String sentence = what(extension) + "; Cleo answers" + called(isCalled);
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = pair(studio, isCalled);
            pair.anna().referBlind(extension);
            Call atCleo = awaitCleo(studio);
            studio.pause(1);
            atCleo.answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story noAnswer() {
        String sentence = what("7600") + "; Cleo does not answer, Ben hung up; Anna had called Ben";
        Truth truth = Truth.failed("no-answer").blind().target("cleo");
        return Story.of("k08_announcement_then_no_answer_ben_called", sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7600");
            awaitCleo(studio).awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story queueTimesOut() {
        String sentence =
                "blind to 7611: Answer, Playback(demo-thanks), Queue (6 s; Cleo does not answer),"
                        + " Playback(vm-nobodyavail), Hangup";
        Truth truth = Truth.failed("no-answer").blind();
        return Story.of("k08_announcement_then_queue_no_answer", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7611");
            awaitCleo(studio).awaitEnded();
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story queueGivenUp() {
        String sentence = what("7602") + "; Ben hangs up while she rings; Anna had called Ben";
        Truth truth = Truth.abandoned("transferee-hung-up").blind();
        return Story.of("k08_announcement_then_queue_ben_gives_up", sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7602");
            awaitCleo(studio);
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }

    private static Story heardOut(String name, String extension, String what, Truth truth) {
        return Story.of(name, "blind to " + extension + ": " + what, truth.blind(), studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story heardOutCalled(String name, String extension, String what, Truth truth) {
        String sentence = "blind to " + extension + ": " + what + "; Anna had called Ben";
        return Story.of(name, sentence, truth.blind(), studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind(extension);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story hangsUpBeforeDial(boolean isCalled) {
        String sentence =
                what("7601") + "; Ben hangs up 5 s into the announcement" + called(isCalled);
        Truth truth = Truth.abandoned("transferee-hung-up").blind().whereabouts("gone");
        String name = "k08_ben_hangs_up_in_announcement" + (isCalled ? "_ben_called" : "");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = pair(studio, isCalled);
            pair.anna().referBlind("7601").awaitAnswer();
            studio.pause(5);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }

    private static Story hangsUpInAnnouncement() {
        String sentence = "blind to 7605: Playback(invalid), Hangup; Ben hangs up while it plays";
        Truth truth = Truth.failedOrAbandoned("no-such-extension", "transferee-hung-up")
                .blind()
                .orUnknown();
        return Story.of("k08_ben_hangs_up_in_failure_sound", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7605").awaitAnswer();
            studio.pause(1.5);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }

    private static Story voicemail() {
        String sentence =
                "blind to 7617: Answer, Playback(demo-thanks), VoiceMail(6012@lab): Ben leaves a"
                        + " message and hangs up";
        Truth truth = Truth.completed("application").blind().application("VoiceMail");
        return Story.of("k08_announcement_then_voicemail", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7617");
            studio.awaitApplication(studio.ben, "VoiceMail");
            studio.pause(9);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }
}
