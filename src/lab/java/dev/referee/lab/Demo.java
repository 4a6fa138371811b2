package dev.referee.lab;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;
import dev.referee.phone.Phones;
import dev.referee.phone.Refer;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code ./lab demo} runs: scripted phones make an attended transfer and a blind one to a busy
 * phone on the lab's Asterisk, and it prints what each party's browser was pushed beside what SIP
 * claimed. Ends with status 0 only when both outcomes are the true ones.
 *
 * <p>It reads the system properties of {@link RunningLab#read}.
 */
public final class Demo {
    private static final String BEN = "7001";
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;

    private final DemoScreen screen;
    private final Phones phones;
    private final Vertx vertx;
    private final URI referee;

    private Demo(DemoScreen screen, Phones phones, Vertx vertx, URI referee) {
        this.screen = screen;
        this.phones = phones;
        this.vertx = vertx;
        this.referee = referee;
    }

    /** Runs the demonstration and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run() ? 0 : 1);
    }

    private static boolean run() {
        DemoScreen screen = DemoScreen.ofTerminal();
        Vertx vertx = Vertx.vertx();
        try {
            RunningLab lab = RunningLab.read();
            String host = lab.asterisk().host();
            int sipPort = lab.asterisk().sipPort();
            screen.title(
                    "Two real transfers: what SIP claims, and what Referee tells the browsers");
            screen.remark("Asterisk " + lab.release() + " at " + host + ":" + sipPort
                    + ", Referee at " + lab.referee());
            try (Phones phones = Phones.at(host, sipPort)) {
                return new Demo(screen, phones, vertx, lab.referee()).play();
            }
        } catch (IOException e) {
            screen.problem("The lab is not running: " + e.getMessage(), "Type: ./lab up");
        } catch (AssertionError e) {
            screen.problem(
                    String.valueOf(e.getMessage()),
                    "Is everything up? ./lab status; then ./lab logs referee and ./lab logs"
                            + " asterisk");
        } finally {
            var unused = vertx.close();
        }
        return false;
    }

    private boolean play() {
        Phone anna = phones.register("anna");
        Phone ben = phones.register("ben");
        Phone cleo = phones.register("cleo");
        boolean attended = attended(anna, ben, cleo);
        phones.hangUpAll();
        boolean busy = blindToBusy(anna, ben, cleo);
        phones.hangUpAll();
        screen.verdict(attended && busy);
        return attended && busy;
    }

    private boolean attended(Phone anna, Phone ben, Phone cleo) {
        screen.chapter("1. Attended transfer: Anna talks to Ben, asks Cleo, and connects the two");
        Talk talk = talk(anna, ben);
        Call call = talk.caller().hold();
        screen.step("Anna puts Ben on hold and calls Cleo");
        Call consultation = anna.call(CLEO);
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        try (Party first = listen(call);
                Party second = listen(talk.ben());
                Party third = listen(atCleo)) {
            screen.step("Anna sends a REFER that replaces her call with Cleo");
            Refer refer = call.referAttended(consultation, CLEO);
            return compare(refer, List.of(first, second, third), "completed", "bridged");
        }
    }

    private boolean blindToBusy(Phone anna, Phone ben, Phone cleo) {
        screen.chapter("2. Blind transfer: Anna sends Ben to Cleo, whose phone is busy");
        Talk talk = talk(anna, ben);
        Call call = talk.caller();
        try (Party first = listen(call);
                Party second = listen(talk.ben())) {
            screen.step("Anna sends a REFER to Cleo's extension; Cleo's phone rings");
            Refer refer = call.referBlind(CLEO);
            Call atCleo = cleo.awaitIncoming().ring();
            refer.awaitFinalNotify();
            try (Party third = listen(atCleo)) {
                screen.step("Cleo's phone answers 486 Busy Here");
                atCleo.refuse(BUSY_HERE);
                return compare(refer, List.of(first, second, third), "failed", "busy");
            }
        }
    }

    private Talk talk(Phone anna, Phone ben) {
        screen.step("Anna calls Ben, who answers");
        Call call = anna.call(BEN);
        Call atBen = ben.awaitIncoming().ring().answer();
        return new Talk(call.awaitAnswered(), atBen);
    }

    private Party listen(Call leg) {
        return Party.connect(vertx, leg.phone().name(), referee).subscribe(leg.dialog());
    }

    private boolean compare(Refer refer, List<Party> parties, String state, String reason) {
        int answer = refer.awaitAnswer();
        int claim = refer.awaitFinalNotify();
        boolean sipIsTrue = (claim == 200) == state.equals("completed");
        boolean allTrue = true;
        screen.heads();
        for (Party party : parties) {
            JsonObject end = party.awaitEnd();
            boolean isTrue =
                    (state + ": " + reason).equals(words(end)) && party.ends().size() == 1;
            allTrue &= isTrue;
            boolean isTransferor = party == parties.getFirst();
            screen.row(
                    party.name(),
                    isTransferor ? answer + "; NOTIFY " + join(refer.notifies()) : "nothing",
                    !isTransferor || sipIsTrue,
                    join(party.told().stream().map(Demo::words).distinct().toList()),
                    isTrue);
        }
        screen.remark("Referee's words: " + parties.getFirst().awaitEnd().getString("message"));
        screen.truth(state + ": " + reason, claim, sipIsTrue, allTrue);
        return allTrue;
    }

    private static String words(JsonObject transfer) {
        String reason = transfer.getString("reason");
        return transfer.getString("state") + (reason == null ? "" : ": " + reason);
    }

    private static String join(List<?> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
