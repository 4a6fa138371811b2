package dev.referee.phone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scripted phones themselves, against Asterisk. */
class PhonesIT {
    private Phones phones = Phones.at("127.0.0.1", Integer.getInteger("asterisk.sip.port", 5060));

    @AfterEach
    void hangUp() {
        phones.close();
    }

    @Test
    void aCallIsMadeAndEnded() {
        Phone anna = phones.register("anna");
        Phone ben = phones.register("ben");
        Call call = anna.call("7001");
        Call atBen = ben.awaitIncoming().ring();
        call.awaitRinging();
        atBen.answer();
        call.awaitAnswered();
        call.hold();
        call.unhold();
        call.hangUp();
        assertEquals(200, atBen.awaitEnded());
        System.out.println(phones.trace());
    }

    @Test
    void blindBusy() {
        Phone anna = phones.register("anna");
        Phone ben = phones.register("ben");
        Phone cleo = phones.register("cleo");
        Call call = anna.call("7001");
        Call atBen = ben.awaitIncoming().ring().answer();
        call.awaitAnswered();
        Refer refer = call.referBlind("7002");
        Call atCleo = cleo.awaitIncoming().ring();
        assertEquals(202, refer.awaitAnswer());
        assertEquals(200, refer.awaitFinalNotify());
        atCleo.refuse(486);
        atBen.hangUp();
        System.out.println(phones.trace());
    }

    @Test
    void attended() {
        Phone anna = phones.register("anna");
        Phone ben = phones.register("ben");
        Phone cleo = phones.register("cleo");
        Call call = anna.call("7001");
        Call atBen = ben.awaitIncoming().ring().answer();
        call.awaitAnswered();
        call.hold();
        Call consultation = anna.call("7002");
        Call atCleo = cleo.awaitIncoming().ring().answer();
        consultation.awaitAnswered();
        Refer refer = call.referAttended(consultation, "7002");
        assertEquals(202, refer.awaitAnswer());
        assertEquals(200, refer.awaitFinalNotify());
        consultation.awaitEnded();
        atCleo.hangUp();
        atBen.awaitEnded();
        System.out.println(phones.trace());
    }

    @Test
    void semiAttended() {
        Phone anna = phones.register("anna");
        Phone ben = phones.register("ben");
        Phone cleo = phones.register("cleo");
        Call call = anna.call("7001");
        Call atBen = ben.awaitIncoming().ring().answer();
        call.awaitAnswered();
        Call consultation = anna.call("7002");
        Call atCleo = cleo.awaitIncoming().ring();
        consultation.awaitRinging();
        Refer refer = call.referAttended(consultation, "7002");
        assertEquals(202, refer.awaitAnswer());
        assertEquals(200, refer.awaitFinalNotify());
        atCleo.answer();
        atCleo.hangUp();
        atBen.awaitEnded();
        System.out.println(phones.trace());
    }
}
