package dev.referee.lab.record;

import dev.referee.lab.Dialler;
import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;

import java.util.ArrayList;
import java.util.List;

/** Kind 6: an ARI program holds the caller while it calls the target for him. */
final class DiallerStories {
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;

    private DiallerStories() {}

    /** What the caller hears meanwhile. */
    private enum Wait {
        HOLDING,
        MIXING,
        MOH,
        RING;

        String word() {
            return switch (this) {
                case HOLDING -> "a holding bridge";
                case MIXING -> "a mixing bridge";
                case MOH -> "music on the channel";
                case RING -> "ringing on the channel";
            };
        }

        void of(Dialler program) {
            switch (this) {
                case HOLDING -> program.bridgeCaller("holding");
                case MIXING -> program.bridgeCaller("mixing");
                case MOH -> {
                    program.answer();
                    program.music();
                }
                case RING -> program.ring();
            }
        }
    }

    private interface Then {
        void with(Studio studio, Pair pair, Dialler program) throws Exception;
    }

    static List<Story> all() {
        List<Story> all = new ArrayList<>();
        for (Wait wait : Wait.values()) {
            String name = "k06_app_" + wait.name().toLowerCase(java.util.Locale.ROOT);
            if (wait != Wait.RING) {
                all.add(answered(name + "_answered", wait, true));
                all.add(answered(name + "_no_originator_answered", wait, false));
            }
            if (wait == Wait.MIXING || wait == Wait.RING) {
                all.add(busy(name + "_busy", wait, true));
                all.add(noAnswer(name + "_no_answer", wait));
            }
            if (wait != Wait.RING) {
                all.add(busy(name + "_no_originator_busy", wait, false));
            }
        }
        all.add(declined());
        all.add(answeredInto());
        all.add(answeredLate());
        all.add(createdAndDialled());
        all.add(createdAndDialledBusy());
        all.add(afterwards(
                "k06_app_busy_then_announcement",
                "7580",
                "the program plays vm-nobodyavail and hangs up",
                Truth.failed("busy"),
                (studio, pair, program) -> {
                    program.play("vm-nobodyavail");
                    program.hangUpCaller();
                    pair.ben().awaitEnded();
                }));
        all.add(afterwards(
                "k06_app_busy_then_continue_hangup",
                "7580",
                "the program continues in the dialplan, which hangs up",
                Truth.failed("busy"),
                (studio, pair, program) -> {
                    program.continueInDialplan();
                    pair.ben().awaitEnded();
                }));
        all.add(afterwards(
                "k06_app_busy_then_continue_announcement",
                "7583",
                "the program continues in the dialplan: Playback(vm-nobodyavail), Hangup",
                Truth.failed("busy"),
                (studio, pair, program) -> {
                    program.continueInDialplan();
                    pair.ben().awaitEnded();
                }));
        all.add(afterwards(
                "k06_app_busy_then_continue_dora_answers",
                "7581",
                "the program continues in the dialplan: Dial(dora), who answers",
                Truth.completed("answered").target("dora"),
                (studio, pair, program) -> {
                    program.continueInDialplan();
                    studio.dora.awaitIncoming().ring().answer();
                    studio.awaitTogether(studio.ben, studio.dora);
                }));
        all.add(afterwards(
                "k06_app_busy_then_continue_dora_busy",
                "7581",
                "the program continues in the dialplan: Dial(dora), 486 too",
                Truth.failed("busy"),
                (studio, pair, program) -> {
                    program.continueInDialplan();
                    studio.dora.awaitIncoming().ring().refuse(BUSY_HERE);
                    pair.ben().awaitEnded();
                }));
        all.add(afterwards(
                "k06_app_busy_then_voicemail",
                "7582",
                "the program continues in the dialplan: VoiceMail(6012@lab), Ben leaves a message",
                Truth.completed("application").application("VoiceMail"),
                (studio, pair, program) -> {
                    program.continueInDialplan();
                    studio.awaitApplication(studio.ben, "VoiceMail");
                    studio.pause(9);
                    pair.ben().hangUp();
                }));
        all.add(afterwards(
                "k06_app_busy_then_next_answers",
                "7580",
                "the program calls Dora, who answers",
                Truth.completed("answered").target("dora"),
                (studio, pair, program) -> {
                    String second = program.originate("dora");
                    studio.dora.awaitIncoming().ring().answer();
                    program.awaitAnswer(second);
                    program.connect(second);
                    studio.awaitTogether(studio.ben, studio.dora);
                    studio.pause(2);
                    program.hangUp(second);
                    program.hangUpCaller();
                }));
        all.add(afterwards(
                "k06_app_busy_then_anna_again",
                "7580",
                "the program calls Anna again, who answers: Ben talks with her",
                Truth.failed("busy").whereabouts("with-transferor"),
                (studio, pair, program) -> {
                    pair.anna().hangUp();
                    String second = program.originate("anna");
                    studio.anna.awaitIncoming().ring().answer();
                    program.awaitAnswer(second);
                    program.connect(second);
                    studio.awaitTogether(studio.ben, studio.anna);
                    studio.pause(3);
                    program.hangUp(second);
                    program.hangUpCaller();
                }));
        all.add(givesUp());
        all.add(parallel());
        all.add(hungUpAtOnce());
        return all;
    }

    private static String originated(Dialler program, String phone, boolean isLinked) {
        return isLinked ? program.originate(phone) : program.originateForNobody(phone);
    }

    private static String how(Wait wait, boolean isLinked) {
        return "blind to 7580, Stasis(lab-dialler), " + wait.word()
                + "; the program originates Cleo " + (isLinked ? "with" : "without")
                + " originator: ";
    }

    private static Story answered(String name, Wait wait, boolean isLinked) {
        String sentence = how(wait, isLinked) + "she answers after 3 s and is bridged with Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                wait.of(program.awaitCaller());
                String target = originated(program, "cleo", isLinked);
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(3);
                atCleo.answer();
                program.awaitAnswer(target);
                program.connect(target);
                studio.awaitTogether(studio.ben, studio.cleo);
                studio.pause(3);
                program.hangUp(target);
                program.hangUpCaller();
                pair.ben().awaitEnded();
            }
        });
    }

    private static Story busy(String name, Wait wait, boolean isLinked) {
        String sentence = how(wait, isLinked) + "486 after 3 s, the program hangs Ben up";
        Truth truth = isLinked
                ? Truth.failed("busy").blind().target("cleo")
                : Truth.failed("busy").blind().orUnknown();
        return refused(name, sentence, truth, wait, isLinked, BUSY_HERE);
    }

    private static Story refused(
            String name, String sentence, Truth truth, Wait wait, boolean isLinked, int answer) {
        return Story.of(name, sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                wait.of(program.awaitCaller());
                String target = originated(program, "cleo", isLinked);
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(3);
                atCleo.refuse(answer);
                program.awaitGone(target);
                studio.pause(0.3);
                program.hangUpCaller();
                pair.ben().awaitEnded();
                studio.pause(2);
            }
        });
    }

    private static Story declined() {
        String sentence = how(Wait.HOLDING, true) + "603 after 3 s, the program hangs Ben up";
        Truth truth = Truth.failed("declined").blind().target("cleo");
        return refused("k06_app_holding_declined", sentence, truth, Wait.HOLDING, true, DECLINE);
    }

    private static Story noAnswer(String name, Wait wait) {
        String sentence = how(wait, true) + "no answer for 12 s, the program hangs Ben up";
        Truth truth = Truth.failed("no-answer").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                wait.of(program.awaitCaller());
                String target = program.originate("cleo");
                studio.cleo.awaitIncoming().ring();
                program.awaitGone(target);
                program.hangUpCaller();
                pair.ben().awaitEnded();
                studio.pause(2);
            }
        });
    }

    private static Story answeredInto() {
        String sentence = how(Wait.MIXING, true)
                + "she answers after 3 s and joins Ben's own bridge; Anna" + " had called Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(
                "k06_app_mixing_answered_same_bridge_ben_called", sentence, truth, studio -> {
                    try (Dialler program = studio.dialler()) {
                        Pair pair = studio.annaCallsBen();
                        pair.anna().referBlind("7580");
                        String bridge = program.awaitCaller().bridgeCaller("mixing");
                        String target = program.originate("cleo");
                        Call atCleo = studio.cleo.awaitIncoming().ring();
                        studio.pause(3);
                        atCleo.answer();
                        program.awaitAnswer(target);
                        program.add(bridge, target);
                        studio.awaitTogether(studio.ben, studio.cleo);
                        studio.pause(3);
                        program.hangUp(target);
                        program.hangUpCaller();
                        pair.ben().awaitEnded();
                    }
                });
    }

    private static Story answeredLate() {
        String sentence =
                "blind to 7580, a holding bridge for 8 s before the program originates Cleo with"
                        + " originator: she answers after 10 s and is bridged with Ben; Anna had called Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of("k06_app_holding_answered_late_ben_called", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.annaCallsBen();
                pair.anna().referBlind("7580");
                program.awaitCaller().bridgeCaller("holding");
                studio.pause(8);
                String target = program.originate("cleo");
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(10);
                atCleo.answer();
                program.awaitAnswer(target);
                program.connect(target);
                studio.awaitTogether(studio.ben, studio.cleo);
                studio.pause(3);
                program.hangUp(target);
                program.hangUpCaller();
                pair.ben().awaitEnded();
            }
        });
    }

    private static Story createdAndDialled() {
        String sentence =
                "blind to 7580, ringing; the program creates a channel to Cleo and dials it:"
                        + " she answers and is bridged with Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of("k06_app_create_dial_answered", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                program.awaitCaller().ring();
                String target = program.createAndDial("cleo");
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(2);
                atCleo.answer();
                program.awaitUp(target);
                program.connect(target);
                studio.awaitTogether(studio.ben, studio.cleo);
                studio.pause(3);
                program.hangUp(target);
                program.hangUpCaller();
                pair.ben().awaitEnded();
            }
        });
    }

    private static Story createdAndDialledBusy() {
        String sentence =
                "blind to 7580, a holding bridge; the program creates a channel to Cleo and"
                        + " dials it: 486, the program hangs Ben up";
        Truth truth = Truth.failed("busy").blind().target("cleo");
        return Story.of("k06_app_create_dial_busy", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                program.awaitCaller().bridgeCaller("holding");
                String target = program.createAndDial("cleo");
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(2);
                atCleo.refuse(BUSY_HERE);
                program.awaitGone(target);
                program.hangUpCaller();
                pair.ben().awaitEnded();
                studio.pause(2);
            }
        });
    }

    private static Story afterwards(
            String name, String extension, String what, Truth truth, Then then) {
        String sentence =
                "blind to " + extension + ", Stasis(lab-dialler), a holding bridge; the program"
                        + " originates Cleo with originator: 486; " + what;
        return Story.of(name, sentence, truth.blind(), studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind(extension);
                String bridge = program.awaitCaller().bridgeCaller("holding");
                String target = program.originate("cleo");
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(2);
                atCleo.refuse(BUSY_HERE);
                program.awaitGone(target);
                program.remove(bridge, program.caller());
                then.with(studio, pair, program);
                studio.pause(3);
            }
        });
    }

    private static Story givesUp() {
        String sentence = how(Wait.HOLDING, true) + "Ben hangs up while she rings";
        Truth truth = Truth.abandoned("transferee-hung-up").blind().target("cleo");
        return Story.of("k06_app_holding_ben_gives_up", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                program.awaitCaller().bridgeCaller("holding");
                String target = program.originate("cleo");
                studio.cleo.awaitIncoming().ring();
                studio.pause(3);
                pair.ben().hangUp();
                program.awaitCallerGone();
                program.hangUp(target);
                studio.pause(2);
            }
        });
    }

    private static Story parallel() {
        String sentence =
                "blind to 7580, a holding bridge; the program originates Cleo and Dora with"
                        + " originator: Cleo 486, Dora answers and is bridged with Ben";
        Truth truth = Truth.completed("answered").blind().target("dora");
        return Story.of("k06_app_holding_two_targets", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                program.awaitCaller().bridgeCaller("holding");
                String first = program.originate("cleo");
                String second = program.originate("dora");
                Call atDora = studio.dora.awaitIncoming().ring();
                Call atCleo = studio.cleo.awaitIncoming().ring();
                studio.pause(2);
                atCleo.refuse(BUSY_HERE);
                program.awaitGone(first);
                studio.pause(2);
                atDora.answer();
                program.awaitAnswer(second);
                program.connect(second);
                studio.awaitTogether(studio.ben, studio.dora);
                studio.pause(3);
                program.hangUp(second);
                program.hangUpCaller();
                pair.ben().awaitEnded();
            }
        });
    }

    private static Story hungUpAtOnce() {
        String sentence =
                "blind to 7580, Stasis(lab-dialler): the program hangs Ben up at once, nobody was"
                        + " called";
        Truth truth = Truth.failedOrAbandoned("application-failed", "transferee-lost")
                .blind()
                .orUnknown();
        return Story.of("k06_app_hangs_up_at_once", sentence, truth, studio -> {
            try (Dialler program = studio.dialler()) {
                Pair pair = studio.benCallsAnna();
                pair.anna().referBlind("7580");
                program.awaitCaller().hangUpCaller();
                pair.ben().awaitEnded();
                studio.pause(2);
            }
        });
    }
}
