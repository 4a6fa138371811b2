package dev.referee.lab.record;

import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Refer;

import java.util.List;

/** Kind 3: the dialplan calls Anna back through a Local channel, or somebody picks the call up. */
final class CallBacks {
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private CallBacks() {}

    static List<Story> all() {
        return List.of(
                recalled("k03_recall_local", "7550", "both through Local"),
                recalled("k03_recall_local_then_direct", "7551", "first Local/n, recall direct"),
                recalled("k03_recall_direct_then_local_n", "7552", "first direct, recall Local/n"),
                recalledCalled("k03_recall_local_ben_called", "7550"),
                recalledRefused("k03_recall_local_busy", "7553", BUSY_HERE, "busy"),
                recalledRefused("k03_recall_local_declined", "7553", DECLINE, "declined"),
                recalledRefused("k03_recall_direct_busy_then_local", "7558", BUSY_HERE, "busy"),
                recallInVain(),
                recallDeclined(),
                recallThenThird(),
                recallGivenUp(),
                queueThenRecall(),
                retriedThenRecall(),
                pickedUpByAnna("k03_pickup_by_anna", "7002", "7023", false),
                pickedUpByAnna("k03_pickup_by_anna_ben_called", "7002", "7023", true),
                pickedUpByAnna("k03_pickup_by_anna_group", "7002", "*8", false),
                pickedUpByAnna("k03_pickup_by_anna_local", "7556", "7557", false),
                pickedUpByOther("k03_pickup_by_dora_local", "7556", "7557"),
                pickedUpByOther("k03_pickup_by_dora_group", "7002", "*8"),
                pickedUpByOther("k03_pickup_by_dora_queue", "7007", "*8"),
                pickedUpByOther("k03_pickup_by_dora_queue_local", "7559", "*8"));
    }

    private static Story recalled(String name, String extension, String how) {
        String sentence = "blind to " + extension
                + ": Dora does not answer, Anna is called back and" + " answers; " + how;
        return Story.of(name, sentence, withTransferor("no-answer").target("dora"), studio -> {
            recall(studio, studio.benCallsAnna(), extension);
        });
    }

    private static Story recalledCalled(String name, String extension) {
        String sentence = "as k03_recall_local, Anna had called Ben";
        return Story.of(name, sentence, withTransferor("no-answer").target("dora"), studio -> {
            recall(studio, studio.annaCallsBen(), extension);
        });
    }

    private static void recall(Studio studio, Pair pair, String extension) {
        pair.anna().referBlind(extension).awaitAnswer();
        pair.anna().hangUp();
        studio.dora.awaitIncoming().ring().awaitEnded();
        answerRecall(studio);
    }

    private static void answerRecall(Studio studio) {
        Call again = studio.anna.awaitIncoming().ring();
        studio.pause(1);
        again.answer();
        studio.awaitTogether(studio.anna, studio.ben);
        studio.pause(3);
    }

    private static Truth withTransferor(String... reasons) {
        return Truth.failed(reasons).blind().whereabouts("with-transferor");
    }

    private static Story recalledRefused(String name, String extension, int answer, String reason) {
        String sentence = "blind to " + extension + ": Cleo " + answer
                + ", Anna is called back through Local and answers";
        return Story.of(name, sentence, withTransferor(reason).target("cleo"), studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension).awaitAnswer();
            pair.anna().hangUp();
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(1);
            atCleo.refuse(answer);
            answerRecall(studio);
        });
    }

    private static Story recallInVain() {
        String sentence =
                "blind to 7554: Dora does not answer, Anna is called back through Local/n and"
                        + " does not answer, Ben hung up";
        Truth truth = Truth.failed("no-answer").blind().whereabouts("gone");
        return Story.of("k03_recall_local_no_answer", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7554").awaitAnswer();
            pair.anna().hangUp();
            studio.dora.awaitIncoming().ring().awaitEnded();
            studio.anna.awaitIncoming().ring().awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story recallDeclined() {
        String sentence = "as k03_recall_local_no_answer, Anna declines the call back (603)";
        Truth truth = Truth.failed("no-answer", "declined").blind().whereabouts("gone");
        return Story.of("k03_recall_local_anna_declines", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7554").awaitAnswer();
            pair.anna().hangUp();
            studio.dora.awaitIncoming().ring().awaitEnded();
            studio.anna.awaitIncoming().ring().refuse(DECLINE);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story recallThenThird() {
        String sentence =
                "blind to 7555: Dora does not answer, Anna, called back through Local/n, does"
                        + " not answer, Cleo answers";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of("k03_recall_local_then_cleo", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7555").awaitAnswer();
            pair.anna().hangUp();
            studio.dora.awaitIncoming().ring().awaitEnded();
            studio.anna.awaitIncoming().ring().awaitEnded();
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story recallGivenUp() {
        String sentence =
                "blind to 7550: Dora does not answer, Anna's phone rings again, Ben hangs up";
        Truth truth = Truth.failedOrAbandoned("no-answer", "transferee-hung-up").blind();
        return Story.of("k03_recall_local_ben_gives_up", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7550").awaitAnswer();
            pair.anna().hangUp();
            studio.dora.awaitIncoming().ring().awaitEnded();
            Call again = studio.anna.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            again.awaitEnded();
            studio.pause(2);
        });
    }

    private static Story queueThenRecall() {
        String sentence =
                "blind to 7560: a Queue gives up after 4 s (Cleo rings), then Anna is called"
                        + " back through Local/n and answers";
        Truth truth = withTransferor("no-answer");
        return Story.of("k03_queue_then_recall_local", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7560").awaitAnswer();
            pair.anna().hangUp();
            studio.cleo.awaitIncoming().ring().awaitEnded();
            answerRecall(studio);
        });
    }

    private static Story retriedThenRecall() {
        String sentence =
                "blind to 7561: RetryDial(Local/7002) twice, Cleo 486 each time, then Anna is"
                        + " called back through Local and answers";
        Truth truth = withTransferor("busy");
        return Story.of("k03_retry_local_then_recall", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            Refer refer = pair.anna().referBlind("7561");
            refer.awaitAnswer();
            pair.anna().hangUp();
            Phone first = null;
            while (first != studio.anna) {
                first = studio.cleo.firstCalled(studio.anna, refer).orElseThrow();
                if (first == studio.cleo) {
                    studio.cleo.awaitIncoming().ring().refuse(BUSY_HERE);
                }
            }
            answerRecall(studio);
        });
    }

    private static Story pickedUpByAnna(
            String name, String extension, String pickup, boolean isCalled) {
        String sentence = "blind to " + extension + ", Cleo rings, Anna takes the call back with "
                + pickup + ": Ben talks with Anna" + (isCalled ? "; Anna had called Ben" : "");
        Truth truth = withTransferor("no-answer", "target-gone", "declined", "refused");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = isCalled ? studio.annaCallsBen() : studio.benCallsAnna();
            pair.anna().referBlind(extension).awaitAnswer();
            pair.anna().hangUp();
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            studio.anna.call(pickup).awaitAnswered();
            atCleo.awaitEnded();
            studio.awaitTogether(studio.anna, studio.ben);
            studio.pause(3);
        });
    }

    private static Story pickedUpByOther(String name, String extension, String pickup) {
        String sentence =
                "blind to " + extension + ", Cleo rings, Dora picks the call up with " + pickup;
        Truth truth = Truth.completed("answered").blind().target("dora");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind(extension).awaitAnswer();
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            studio.dora.call(pickup).awaitAnswered();
            atCleo.awaitEnded();
            studio.awaitTogether(studio.dora, studio.ben);
            studio.pause(3);
        });
    }
}
