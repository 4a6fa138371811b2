package dev.referee.lab.record;

import dev.referee.lab.Dialler;
import dev.referee.lab.record.Studio.Pair;
import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import java.util.List;

/** Kind 4: the PBX ends the transferee before anybody answers. */
final class LostCallers {
    private LostCallers() {}

    private interface Blow {
        void strike(Studio studio) throws Exception;
    }

    static List<Story> all() {
        return List.of(
                mediaTimeout(false),
                mediaTimeout(true),
                struck("k04_ami_hangup", "AMI Hangup of Ben", false, LostCallers::amiHangup),
                struck(
                        "k04_ami_hangup_ben_called",
                        "AMI Hangup of Ben",
                        true,
                        LostCallers::amiHangup),
                struck(
                        "k04_ami_hangup_cause_41",
                        "AMI Hangup of Ben with Cause 41",
                        false,
                        studio -> studio.ami.send(
                                "Hangup", "Channel: " + studio.channel(studio.ben), "Cause: 41")),
                struck(
                        "k04_ari_hangup_ben_called",
                        "ARI DELETE of Ben",
                        true,
                        LostCallers::ariHangup),
                struck(
                        "k04_ami_absolute_timeout_ben_called",
                        "AMI AbsoluteTimeout of 2 s on Ben",
                        true,
                        studio -> studio.ami.send(
                                "AbsoluteTimeout",
                                "Channel: " + studio.channel(studio.ben),
                                "Timeout: 2")),
                absolute(false),
                absolute(true),
                absoluteOfTheFirstCall(),
                limited("k04_dial_limit_ben_called", "7571", "Dial(ben,30,tTL(7000))"),
                limited("k04_dial_stop_ben_called", "7572", "Dial(ben,30,tTS(7))"),
                limitWarned(),
                inQueue(),
                inAnnouncement(),
                semiAttended(),
                targetHungUp());
    }

    private static Truth lost() {
        return Truth.abandoned("transferee-hung-up", "transferee-lost").blind().whereabouts("gone");
    }

    private static Story mediaTimeout(boolean isCalled) {
        String name = "k04_media_timeout" + (isCalled ? "_olga_called" : "");
        String sentence =
                "Olga (rtp_timeout=4) is the transferee; blind to 7002, Cleo rings, Olga's audio"
                        + " stops, Asterisk ends her call"
                        + (isCalled ? "; Anna had called her" : "");
        Truth truth = lost().target("cleo").transferee("olga");
        return Story.of(name, sentence, truth, studio -> {
            Phone olga = studio.olga;
            Pair pair = isCalled ? studio.annaCalls("7006", olga) : studio.calls(olga, "7000");
            pair.anna().referBlind("7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(1);
            pair.ben().fallSilent();
            studio.await("Olga is still in a call", () -> pair.ben().isEnded());
            atCleo.awaitEnded();
            studio.pause(2);
        });
    }

    private static Story struck(String name, String what, boolean isCalled, Blow blow) {
        String sentence =
                "blind to 7002, Cleo rings; " + what + (isCalled ? "; Anna had called Ben" : "");
        return Story.of(name, sentence, lost().target("cleo"), studio -> {
            Pair pair = isCalled ? studio.annaCallsBen() : studio.benCallsAnna();
            pair.anna().referBlind("7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            blow.strike(studio);
            pair.ben().awaitEnded();
            atCleo.awaitEnded();
            studio.pause(2);
        });
    }

    private static void amiHangup(Studio studio) {
        studio.ami.send("Hangup", "Channel: " + studio.channel(studio.ben));
    }

    private static void ariHangup(Studio studio) {
        try (Dialler program = studio.dialler()) {
            program.hangUp(studio.ari().channel(studio.ben.endpoint()).getString("id"));
        }
    }

    private static Story absolute(boolean isCalled) {
        String name = "k04_timeout_absolute_in_target" + (isCalled ? "_ben_called" : "");
        String sentence =
                "blind to 7570: Set(TIMEOUT(absolute)=4), Dial(cleo), she rings when Ben's time"
                        + " is over" + (isCalled ? "; Anna had called Ben" : "");
        return Story.of(name, sentence, lost().target("cleo"), studio -> {
            Pair pair = isCalled ? studio.annaCallsBen() : studio.benCallsAnna();
            pair.anna().referBlind("7570");
            studio.cleo.awaitIncoming().ring().awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story absoluteOfTheFirstCall() {
        String sentence =
                "Ben calls 7575, Set(TIMEOUT(absolute)=7), Dial(anna); blind to 7002, Cleo rings"
                        + " when Ben's time is over";
        return Story.of(
                "k04_timeout_absolute_of_first_call", sentence, lost().target("cleo"), studio -> {
                    Pair pair = studio.benCalls("7575");
                    pair.anna().referBlind("7002");
                    studio.cleo.awaitIncoming().ring().awaitEnded();
                    pair.ben().awaitEnded();
                    studio.pause(2);
                });
    }

    private static Story limited(String name, String extension, String dial) {
        String sentence = "Anna calls Ben by " + extension + ", " + dial
                + ", and sends him blind to" + " 7002; Cleo rings when his time is over";
        return Story.of(name, sentence, lost().target("cleo"), studio -> {
            Pair pair = studio.annaCalls(extension, studio.ben);
            pair.anna().referBlind("7002");
            studio.cleo.awaitIncoming().ring().awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story limitWarned() {
        String sentence =
                "Ben calls Anna by 7574, Dial(anna,30,tTL(7000)); blind to 7002: the limit went"
                        + " with the first call, Cleo answers after 8 s and they talk";
        Truth truth = Truth.completed("answered").blind().target("cleo");
        return Story.of("k04_dial_limit_of_first_call", sentence, truth, studio -> {
            Pair pair = studio.benCalls("7574");
            pair.anna().referBlind("7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(8);
            atCleo.answer();
            studio.awaitTogether(studio.ben, studio.cleo);
            studio.pause(2);
        });
    }

    private static Story inQueue() {
        String sentence =
                "blind to 7007, a Queue, Cleo rings; AMI Hangup of Ben; Anna had called Ben";
        return Story.of("k04_ami_hangup_in_queue_ben_called", sentence, lost(), studio -> {
            Pair pair = studio.annaCallsBen();
            pair.anna().referBlind("7007");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            amiHangup(studio);
            pair.ben().awaitEnded();
            atCleo.awaitEnded();
            studio.pause(2);
        });
    }

    private static Story inAnnouncement() {
        String sentence =
                "blind to 7576: Playback(demo-congrats), then Dial(cleo); AMI Hangup of Ben"
                        + " while it plays";
        return Story.of("k04_ami_hangup_in_announcement", sentence, lost(), studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7576").awaitAnswer();
            studio.pause(4);
            amiHangup(studio);
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }

    private static Story semiAttended() {
        String sentence = "Anna calls 7002 and transfers while Cleo rings; AMI Hangup of Ben";
        Truth truth = Truth.abandoned("transferee-hung-up", "transferee-lost")
                .semiAttended()
                .target("cleo")
                .whereabouts("gone");
        return Story.of("k04_semi_ami_hangup", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().hold();
            Call consultation = studio.anna.call("7002");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            consultation.awaitRinging();
            studio.pause(1);
            pair.anna().referAttended(consultation, "7002");
            studio.pause(2);
            amiHangup(studio);
            pair.ben().awaitEnded();
            atCleo.awaitEnded();
            studio.pause(2);
        });
    }

    private static Story targetHungUp() {
        String sentence =
                "control: blind to 7027, Cleo rings; AMI Hangup of Cleo's channel, Ben hung up"
                        + " by the dialplan";
        Truth truth = Truth.failed("target-gone", "no-answer", "declined", "refused", "unreachable")
                .blind()
                .target("cleo");
        return Story.of("k04_control_ami_hangup_of_target", sentence, truth, studio -> {
            Pair pair = studio.benCallsAnna();
            pair.anna().referBlind("7027");
            Call atCleo = studio.cleo.awaitIncoming().ring();
            studio.pause(2);
            studio.ami.send("Hangup", "Channel: " + studio.channel(studio.cleo));
            atCleo.awaitEnded();
            pair.ben().awaitEnded();
            studio.pause(2);
        });
    }
}
