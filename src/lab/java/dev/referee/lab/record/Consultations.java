package dev.referee.lab.record;

import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;

import java.util.List;

/**
 * Kind 5: Anna consults by feature code or a program asks for it, and Ben hangs up meanwhile. While
 * she talks with the target, Asterisk makes a call of theirs of it and says nothing of a transfer.
 */
final class Consultations {
    private static final String SWAP = "*4"; // Asterisk's own, as *1 and *3

    private Consultations() {}

    static List<Story> all() {
        return List.of(
                ringing(
                        "k05_code_ben_hangs_up_while_ringing_ben_called",
                        true,
                        Consultations::type),
                talking("k05_code_ben_hangs_up_while_talking", false, Consultations::type),
                talking(
                        "k05_code_ben_hangs_up_while_talking_ben_called",
                        true,
                        Consultations::type),
                ringing("k05_atxfer_ben_hangs_up_while_ringing", false, Consultations::atxfer),
                ringing(
                        "k05_atxfer_ben_hangs_up_while_ringing_ben_called",
                        true,
                        Consultations::atxfer),
                talking("k05_atxfer_ben_hangs_up_while_talking", false, Consultations::atxfer),
                completed("k05_control_atxfer_completed"),
                swapped("k05_code_swap_then_ben_hangs_up_ben_called", true, SWAP),
                swapped("k05_code_swap_back_then_ben_hangs_up", false, SWAP + SWAP),
                lost("k05_code_ami_hangup_while_talking"),
                annaHangsUpAfterBen(),
                semiThenBenHangsUp(),
                queue());
    }

    private interface Ask {
        void transfer(Studio studio, Pair pair, String extension);
    }

    private static void type(Studio studio, Pair pair, String extension) {
        pair.anna().type("*2" + extension);
    }

    private static void atxfer(Studio studio, Pair pair, String extension) {
        studio.ami.send(
                "Atxfer",
                "Channel: " + studio.channel(studio.anna),
                "Exten: " + extension,
                "Context: lab");
    }

    private static Truth given() {
        return Truth.abandoned("transferee-hung-up", "transferee-lost");
    }

    private static Pair pair(Studio studio, boolean isCalled) {
        return isCalled ? studio.annaCallsBen() : studio.benCallsAnna();
    }

    private static String how(String name, boolean isCalled) {
        return (name.contains("atxfer") ? "AMI Atxfer of Anna to 7002" : "Anna *2 7002")
                + (isCalled ? " (she had called Ben)" : "");
    }

    private static Story ringing(String name, boolean isCalled, Ask ask) {
        String sentence = how(name, isCalled) + ", Cleo rings, Ben hangs up, Asterisk ends the"
                + " consultation";
        return Story.of(name, sentence, given(), studio -> {
            Pair pair = pair(studio, isCalled);
            ask.transfer(studio, pair, "7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            studio.await("Cleo's phone still rings", atCleo::isEnded);
            studio.pause(2);
        });
    }

    private static Story talking(String name, boolean isCalled, Ask ask) {
        String sentence =
                how(name, isCalled) + ", Cleo answers, Ben hangs up; Anna and Cleo talk on for"
                        + " 4 s, then Anna hangs up";
        return Story.ofNothing(name, sentence, studio -> {
            Pair pair = pair(studio, isCalled);
            ask.transfer(studio, pair, "7002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.anna, studio.cleo);
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(4);
            if (!pair.anna().isEnded()) {
                studio.awaitTogether(studio.anna, studio.cleo);
                pair.anna().hangUp();
            }
            studio.pause(2);
        });
    }

    private static Story completed(String name) {
        String sentence =
                "control: AMI Atxfer of Anna to 7002, Cleo answers, Anna hangs up: Ben talks"
                        + " with Cleo";
        Truth truth = Truth.completed("bridged").attended().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            atxfer(studio, pair, "7002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.anna, studio.cleo);
            studio.pause(2);
            pair.anna().hangUp();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story swapped(String name, boolean isCalled, String keys) {
        String sentence = how(name, isCalled) + ", Cleo answers, Anna "
                + keys.replace("*", " *").strip()
                + ", Ben hangs up; "
                + (keys.equals(SWAP)
                        ? "Asterisk ends the others' calls too"
                        : "Anna and Cleo talk on");
        List<Truth> truths = keys.equals(SWAP) ? List.of(given()) : List.of();
        return new Story(name, sentence, truths, studio -> {
            Pair pair = pair(studio, isCalled);
            type(studio, pair, "7002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.anna, studio.cleo);
            for (int at = 0; at < keys.length(); at += SWAP.length()) {
                studio.pause(2);
                pair.anna().type(SWAP);
            }
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(4);
        });
    }

    private static Story lost(String name) {
        String sentence = "Anna *2 7002, Cleo answers, AMI Hangup of Ben";
        return Story.ofNothing(name, sentence, studio -> {
            Pair pair = studio.benCallsAnna();
            type(studio, pair, "7002");
            studio.cleo.awaitIncoming().ring().answer();
            studio.awaitTogether(studio.anna, studio.cleo);
            studio.pause(2);
            studio.ami.send("Hangup", "Channel: " + studio.channel(studio.ben));
            pair.ben().awaitEnded();
            studio.pause(4);
        });
    }

    private static Story annaHangsUpAfterBen() {
        String sentence =
                "Anna *2 7002, Cleo rings, Ben hangs up, Anna hangs up half a second later";
        return Story.of("k05_code_ben_then_anna_hang_up", sentence, given(), studio -> {
            Pair pair = studio.benCallsAnna();
            type(studio, pair, "7002");
            studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(0.5);
            pair.anna().hangUp();
            studio.pause(4);
        });
    }

    private static Story semiThenBenHangsUp() {
        String sentence = "Anna *2 7002, Cleo rings, Anna hangs up, Ben hangs up 2 s later";
        return Story.of("k05_code_anna_then_ben_hang_up", sentence, given(), studio -> {
            Pair pair = studio.annaCallsBen();
            type(studio, pair, "7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.anna().hangUp();
            studio.pause(2);
            pair.ben().hangUp();
            atCleo.awaitEnded();
            studio.pause(3);
        });
    }

    private static Story queue() {
        String sentence = "Anna *2 7007, a Queue, Cleo rings, Ben hangs up";
        return Story.of("k05_code_queue_ben_hangs_up", sentence, given(), studio -> {
            Pair pair = studio.benCallsAnna();
            type(studio, pair, "7007");
            studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            pair.ben().hangUp();
            studio.pause(9);
        });
    }
}
