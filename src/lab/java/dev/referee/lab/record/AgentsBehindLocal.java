package dev.referee.lab.record;

import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;

import java.util.List;

/** Kind 2: Anna is an agent behind a Local channel, so the transferee is one. */
final class AgentsBehindLocal {
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;
    private static final String QUEUE = "7540";
    private static final String QUEUE_OPTIMISED = "7541";

    private AgentsBehindLocal() {}

    static List<Story> all() {
        return List.of(
                refused("k02_queue_local_busy", QUEUE, "486", BUSY_HERE, "busy"),
                refused("k02_queue_local_declined", QUEUE, "603", DECLINE, "declined"),
                refused("k02_queue_local_opt_busy", QUEUE_OPTIMISED, "486", BUSY_HERE, "busy"),
                refused("k02_dial_local_n_busy", "7542", "486", BUSY_HERE, "busy"),
                refused("k02_two_locals_busy", "7543", "486", BUSY_HERE, "busy"),
                noAnswer(),
                answered("k02_queue_local_opt_answered", QUEUE_OPTIMISED),
                answered("k02_dial_local_n_answered", "7542"),
                answered("k02_two_locals_answered", "7543"),
                attended("k02_queue_local_attended", QUEUE),
                attended("k02_dial_local_n_attended", "7542"),
                semiAttended("k02_queue_local_semi_busy", QUEUE),
                semiAttended("k02_queue_local_opt_semi_busy", QUEUE_OPTIMISED),
                toQueue("k02_queue_local_to_queue", QUEUE),
                toQueueGivenUp(),
                toVoicemail(),
                blindCodeBusy("k02_queue_local_blind_code_busy", QUEUE),
                blindCodeBusy("k02_queue_local_opt_blind_code_busy", QUEUE_OPTIMISED),
                givesUp("k02_queue_local_opt_ben_gives_up", QUEUE_OPTIMISED),
                givesUp("k02_two_locals_ben_gives_up", "7543"),
                fails(),
                codeAttended("k02_queue_local_opt_code", QUEUE_OPTIMISED));
    }

    private static String where(String extension) {
        return switch (extension) {
            case QUEUE -> "Ben in Queue, agent Local/7000@lab/n (Anna)";
            case QUEUE_OPTIMISED -> "Ben in Queue, agent Local/7000@lab without /n (Anna)";
            case "7542" -> "Ben calls 7542, Dial(Local/7000@lab/n) (Anna)";
            case "7543" ->
                "Ben in Queue, agent Local/7131@lab/n, which dials Local/7000@lab/n (Anna)";
            default -> throw new IllegalArgumentException(extension);
        };
    }

    private static Story refused(
            String name, String extension, String status, int answer, String reason) {
        String sentence = where(extension) + "; Anna blind to 7027, Cleo " + status;
        Truth truth = Truth.failed(reason).blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            studio.pause(1);
            pair.anna().referBlind("7027");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(1);
            atCleo.refuse(answer);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story noAnswer() {
        String sentence = where(QUEUE) + "; Anna blind to 7003, Dora does not answer for 8 s";
        Truth truth = Truth.failed("no-answer").blind().target("dora");
        return Story.of("k02_queue_local_no_answer", sentence, truth, studio -> {
            Pair pair = studio.benCalls(QUEUE);
            pair.anna().referBlind("7003");
            studio.dora.awaitIncoming().ring().awaitEnded();
            studio.pause(3);
        });
    }

    private static Story answered(String name, String extension) {
        String sentence = where(extension) + "; Anna blind to 7002, Cleo answers";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            studio.pause(1);
            pair.anna().referBlind("7002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story attended(String name, String extension) {
        String sentence = where(extension) + "; Anna consults Cleo and transfers attended (REFER)";
        Truth truth = Truth.completed("bridged").attended().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            Call consultation = studio.annaConsults(pair, "7002", studio.cleo);
            pair.anna().referAttended(consultation, "7002");
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story semiAttended(String name, String extension) {
        String sentence = where(extension) + "; Anna calls 7027 and transfers while Cleo rings;"
                + " Cleo 486";
        Truth truth = Truth.failed("busy").semiAttended().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            pair.anna().hold();
            Call consultation = studio.anna.call("7027");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            consultation.awaitRinging();
            studio.pause(1);
            pair.anna().referAttended(consultation, "7027");
            studio.pause(2);
            atCleo.refuse(BUSY_HERE);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story toQueue(String name, String extension) {
        String sentence = where(extension) + "; Anna blind to 7007, a Queue, in which Cleo answers";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            pair.anna().referBlind("7007");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story toQueueGivenUp() {
        String sentence =
                where(QUEUE) + "; Anna blind to 7007, a Queue; Ben hangs up while Cleo rings";
        Truth truth = Truth.abandoned("transferee-hung-up").blind();
        return Story.of("k02_queue_local_to_queue_ben_gives_up", sentence, truth, studio -> {
            Pair pair = studio.benCalls(QUEUE);
            pair.anna().referBlind("7007");
            studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }

    private static Story toVoicemail() {
        String sentence = where(QUEUE) + "; Anna blind to 6012, VoiceMail: Ben leaves a message and"
                + " hangs up";
        Truth truth = Truth.completed("application").blind().application("VoiceMail");
        return Story.of("k02_queue_local_to_voicemail", sentence, truth, studio -> {
            Pair pair = studio.benCalls(QUEUE);
            pair.anna().referBlind("6012");
            studio.pause(9);
            pair.ben().hangUp();
            studio.pause(2);
        });
    }

    private static Story blindCodeBusy(String name, String extension) {
        String sentence = where(extension) + "; Anna ##7027, Cleo 486, Ben hung up";
        Truth truth = Truth.failed("busy").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            pair.anna().type("##7027");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(1);
            atCleo.refuse(BUSY_HERE);
            studio.await("Ben is still in a call", () -> pair.ben().isEnded());
            studio.pause(2);
        });
    }

    private static Story givesUp(String name, String extension) {
        String sentence = where(extension) + "; Anna blind to 7002, Cleo rings, Ben hangs up";
        Truth truth = Truth.abandoned("transferee-hung-up").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            pair.anna().referBlind("7002");
            studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            studio.awaitIdle(studio.cleo);
            studio.pause(2);
        });
    }

    private static Story fails() {
        String sentence =
                where(QUEUE) + "; Anna blind to 9999, which does not exist: NOTIFY 404, Ben and"
                        + " Anna talk on";
        Truth truth = Truth.failed("no-such-extension").blind().onlyInSip();
        return Story.of("k02_queue_local_no_such_extension", sentence, truth, studio -> {
            Pair pair = studio.benCalls(QUEUE);
            pair.anna().referBlind("9999").awaitFinalNotify();
            studio.awaitTogether(studio.anna, studio.ben);
            studio.pause(4);
        });
    }

    private static Story codeAttended(String name, String extension) {
        String sentence = where(extension) + "; Anna *2 7002, Cleo answers, Anna hangs up";
        Truth truth = Truth.completed("bridged").attended().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCalls(extension);
            studio.pause(1);
            pair.anna().type("*27002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.anna, studio.cleo);
            studio.pause(2);
            pair.anna().hangUp();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }
}
