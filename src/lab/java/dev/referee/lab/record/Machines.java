package dev.referee.lab.record;

import dev.referee.lab.Dialler;
import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;

import java.time.Duration;
import java.util.List;

/** Kind 7: machines in the caller's bridge are not people. */
final class Machines {
    private static final int BUSY_HERE = 486;
    private static final String RTP = "external_host=127.0.0.1:21999";
    private static final String AUDIOSOCKET =
            "external_host=127.0.0.1:21902&encapsulation=audiosocket"
                    + "&transport=tcp&connection_type=client&data=40325ec2-5efd-4bd3-805f-53576e581d14";

    private Machines() {}

    /** Puts a machine into the caller's bridge. */
    private interface Installation {
        void in(Dialler program, String bridge);
    }

    static List<Story> all() {
        return List.of(
                busy(
                        "k07_external_media_then_busy",
                        "external media (UnicastRTP)",
                        (program, bridge) -> program.add(bridge, program.externalMedia(RTP))),
                busy(
                        "k07_audiosocket_then_busy",
                        "an AudioSocket channel",
                        (program, bridge) ->
                                program.add(bridge, program.externalMedia(AUDIOSOCKET))),
                answered(
                        "k07_audiosocket_then_answered",
                        "an AudioSocket channel",
                        (program, bridge) ->
                                program.add(bridge, program.externalMedia(AUDIOSOCKET))),
                busy(
                        "k07_websocket_then_busy",
                        "a WebSocket channel",
                        (program, bridge) -> program.add(bridge, program.webSocket())),
                answered(
                        "k07_websocket_then_answered",
                        "a WebSocket channel",
                        (program, bridge) -> program.add(bridge, program.webSocket())),
                busy("k07_recorder_then_busy", "a recording of the bridge", Dialler::record),
                answered(
                        "k07_recorder_then_answered", "a recording of the bridge", Dialler::record),
                busy(
                        "k07_announcer_then_busy",
                        "an announcement into the bridge",
                        (program, bridge) -> program.playInto(bridge, "demo-thanks")),
                answered(
                        "k07_announcer_then_answered",
                        "an announcement into the bridge",
                        (program, bridge) -> program.playInto(bridge, "demo-thanks")),
                busy(
                        "k07_bridge_moh_then_busy",
                        "music for the bridge",
                        (program, bridge) -> program.post("bridges/" + bridge + "/moh")),
                busy(
                        "k07_snoop_then_busy",
                        "a Snoop channel in the same bridge",
                        (program, bridge) -> program.add(bridge, program.snoop())),
                snoopOwnBridgeAnswered(),
                answered(
                        "k07_three_machines_then_answered",
                        "external media, a Snoop channel and a" + " recording",
                        (program, bridge) -> {
                            program.add(bridge, program.externalMedia(RTP));
                            program.add(bridge, program.snoop());
                            program.record(bridge);
                        }),
                givesUp(),
                mixMonitor(true),
                mixMonitor(false),
                spied());
    }

    private static Dialler prepared(Studio studio, Pair pair) {
        Dialler program = studio.dialler();
        pair.anna().referBlind("7580");
        return program.awaitCaller();
    }

    private static Story busy(String name, String machine, Installation installation) {
        String sentence = "blind to 7580, Stasis(lab-dialler), Ben in a mixing bridge with "
                + machine + "; Cleo is originated: 486 after 3 s, the program hangs Ben up";
        Truth truth = Truth.failed("busy").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            try (Server server = Server.audioSocket(Duration.ofSeconds(60))) {
                server.serve();
                Pair pair = studio.benCallsAnna();
                try (Dialler program = prepared(studio, pair)) {
                    String bridge = program.bridgeCaller("mixing");
                    installation.in(program, bridge);
                    studio.pause(2);
                    String target = program.originate("cleo");
                    Call atCleo = studio.cleo.awaitIncoming().ring();
                    studio.pause(3);
                    atCleo.refuse(BUSY_HERE);
                    program.awaitGone(target);
                    studio.pause(1);
                    program.hangUpCaller();
                    pair.ben().awaitEnded();
                    program.delete("bridges/" + bridge);
                    studio.pause(1);
                    hangUpMachines(studio, program);
                }
            }
        });
    }

    private static Story answered(String name, String machine, Installation installation) {
        String sentence =
                "blind to 7580, Stasis(lab-dialler), Ben in a mixing bridge with " + machine
                        + "; Cleo is originated, answers after 3 s and joins the bridge; Anna had called Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of(name, sentence, truth, studio -> {
            try (Server server = Server.audioSocket(Duration.ofSeconds(60))) {
                server.serve();
                Pair pair = studio.annaCallsBen();
                try (Dialler program = prepared(studio, pair)) {
                    String bridge = program.bridgeCaller("mixing");
                    installation.in(program, bridge);
                    studio.pause(2);
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
                    program.delete("bridges/" + bridge);
                    studio.pause(1);
                    hangUpMachines(studio, program);
                }
            }
        });
    }

    private static void hangUpMachines(Studio studio, Dialler program) {
        studio.ari().channels().stream()
                .filter(channel -> !channel.getString("name").startsWith("PJSIP/"))
                .forEach(channel -> program.hangUp(channel.getString("id")));
    }

    private static Story snoopOwnBridgeAnswered() {
        String sentence =
                "blind to 7580: music on Ben, a Snoop channel of him in a bridge of its own with"
                        + " external media; Cleo is originated, answers and is bridged with Ben";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of("k07_snoop_own_bridge_then_answered", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            try (Dialler program = prepared(studio, pair)) {
                program.answer();
                program.music();
                String snoop = program.snoop();
                String media = program.externalMedia(RTP);
                program.post("bridges?type=mixing&bridgeId=snoop-" + snoop);
                program.add("snoop-" + snoop, snoop);
                program.add("snoop-" + snoop, media);
                String target = program.originate("cleo");
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
                studio.pause(1);
                hangUpMachines(studio, program);
            }
        });
    }

    private static Story givesUp() {
        String sentence =
                "blind to 7580, Ben in a mixing bridge with external media; Cleo is originated and"
                        + " rings; Ben hangs up";
        Truth truth = Truth.abandoned("transferee-hung-up").blind().target("cleo");
        return Story.of("k07_external_media_ben_gives_up", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            try (Dialler program = prepared(studio, pair)) {
                String bridge = program.bridgeCaller("mixing");
                program.add(bridge, program.externalMedia(RTP));
                studio.pause(2);
                String target = program.originate("cleo");
                studio.cleo.awaitIncoming().ring();
                studio.pause(3);
                pair.ben().hangUp();
                program.awaitCallerGone();
                program.hangUp(target);
                studio.pause(1);
                hangUpMachines(studio, program);
            }
        });
    }

    private static Story mixMonitor(boolean isAnswered) {
        String sentence = "blind to 7590: MixMonitor, Dial(cleo): "
                + (isAnswered ? "she answers" : "486, Ben hung up");
        Truth truth = (isAnswered ? Truth.completed("answered") : Truth.failed("busy"))
                .blind()
                .target("cleo");
        String name = "k07_mixmonitor_then_" + (isAnswered ? "answered" : "busy");
        return Story.of(name, sentence, truth, studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7590");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            if (isAnswered) {
                atCleo.answer();
                studio.awaitTogether(studio.ben, studio.cleo);
            } else {
                atCleo.refuse(BUSY_HERE);
                pair.ben().awaitEnded();
            }
            studio.pause(3);
        });
    }

    private static Story spied() {
        String sentence =
                "Emil listens to Ben by ChanSpy; blind to 7027, Cleo rings, 486, Ben hung up";
        Truth truth = Truth.failed("busy").blind().target("cleo");
        return Story.of("k07_chanspy_busy", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            studio.emil.call("7592").awaitAnswered();
            studio.pause(1);
            pair.anna().referBlind("7027");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(3);
            atCleo.refuse(BUSY_HERE);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }
}
