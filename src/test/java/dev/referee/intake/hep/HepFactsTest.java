package dev.referee.intake.hep;

import static dev.referee.intake.hep.Packets.message;
import static dev.referee.intake.hep.Packets.received;
import static dev.referee.intake.hep.Packets.sent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Fact;
import dev.referee.model.SipRequest;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Packets made by hand: rare, odd, broken and hostile ones. */
class HepFactsTest {
    private static final SipRequest REQUEST = new SipRequest("call-1", "phone", 7);
    private static final String REFER_LINE = "REFER sip:pbx SIP/2.0";
    private static final String[] REFER = message(REFER_LINE, "REFER", "Refer-To: <sip:6002@pbx>");

    private static final String NOTIFY = String.join(
            "\r\n", message("NOTIFY sip:a@b SIP/2.0", "NOTIFY", "Event: refer", "", ""));

    private final HepFacts mapping = new HepFacts();

    @Test
    void shortNamesFoldedLinesAndOddCaseAreUnderstood() {
        byte[] packet = received(
                REFER_LINE,
                "i:call-1",
                "f : \"a;tag=no <x>\" <sip:alice@pbx;tag=no>",
                "\t;tag=phone",
                "T: sip:6001@pbx;tag=pbx",
                "cSEQ:  7  REFER",
                "R: \"Carol\"",
                "  <sip:6002@pbx>",
                "X-Unknown: ignored",
                "B: <sip:alice@pbx>");
        Fact.ReferSeen refer = only(Fact.ReferSeen.class, packet);
        assertEquals(REQUEST, refer.request());
        assertEquals("pbx", refer.toTag());
        assertEquals("<sip:alice@pbx>", refer.referredBy());
        assertNotNull(refer.referTo());
        assertEquals("sip:6002@pbx", refer.referTo().uri());
        assertTrue(refer.subscribes());
    }

    @Test
    void linesThatEndInLineFeedAloneAreUnderstood() {
        String text = String.join("\n", REFER) + "\n\n";
        byte[] packet = new Packets()
                .chunk(0, Packets.PAYLOAD_TYPE, new byte[] {1})
                .payload(text)
                .packet();
        assertEquals(REQUEST, only(Fact.ReferSeen.class, packet).request());
    }

    @Test
    void referThatAsteriskSentIsNotTakenForAPhones() {
        assertTrue(only(Fact.ReferSeen.class, received(REFER)).toPbx());
        assertFalse(only(Fact.ReferSeen.class, sent(REFER)).toPbx());
    }

    @Test
    void referWithoutTargetOrWithTwoIsStillTold() {
        assertNull(only(Fact.ReferSeen.class, received(message(REFER_LINE, "REFER")))
                .referTo());
        Fact.ReferSeen two = only(
                Fact.ReferSeen.class,
                received(message(
                        REFER_LINE, "REFER", "Refer-To: <sip:6002@pbx>", "r: <sip:6003@pbx>")));
        assertNotNull(two.referTo());
        assertEquals("<sip:6002@pbx>, <sip:6003@pbx>", two.referTo().raw());
        assertNull(two.referTo().uri());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "FALSE;x=y, false", "true, true", "nonsense, true"})
    void phoneThatWantsNoNotifysIsKnown(String value, boolean subscribes) {
        byte[] packet = received(message(REFER_LINE, "REFER", "Refer-Sub: " + value));
        assertEquals(subscribes, only(Fact.ReferSeen.class, packet).subscribes());
    }

    @Test
    void referOutsideOfADialogHasNoTag() {
        byte[] packet = received(
                REFER_LINE,
                "Call-ID: call-1",
                "From: <sip:alice@pbx>;tag=phone",
                "To: <sip:pbx>",
                "CSeq: 7 REFER");
        assertNull(only(Fact.ReferSeen.class, packet).toTag());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message/sipfrag;version=2.0 | SIP/2.0 486 Busy Here | 486",
                "Message/SIPFRAG | SIP/2.0 200 | 200",
                "message/sipfrag | 404 Not Found | 404",
                "message/sipfrag | To: <sip:a@b> | ",
                "text/plain | SIP/2.0 603 Decline | 603",
                "text/plain | 503 | 503",
                "text/plain | the transfer took 200 ms | ",
                "text/plain | 700 Too high | ",
                "text/plain | 2000 Too long | ",
                "application/sdp | SIP/2.0 2000 | ",
                " | SIP/2.0 180 Ringing | 180",
            })
    void notifysStatusIsFoundWhereThereIsOne(
            @Nullable String type, String body, @Nullable Integer status) {
        String header = type == null ? "X: y" : "Content-Type: " + type;
        Fact.NotifySeen notify = only(
                Fact.NotifySeen.class,
                sent(message(
                        "NOTIFY sip:alice@phone SIP/2.0",
                        "NOTIFY",
                        "Event: refer",
                        header,
                        "",
                        body)));
        assertEquals(status, notify.status());
        assertEquals(new Fact.Body(type, body + "\r\n", false), notify.body());
        assertFalse(notify.terminated());
    }

    @Test
    void statusIsFoundBehindOtherLinesToo() {
        Fact.NotifySeen notify = only(
                Fact.NotifySeen.class,
                sent(message(
                        "NOTIFY sip:alice@phone SIP/2.0",
                        "NOTIFY",
                        "o: Refer ; id=9946",
                        "Subscription-State: Terminated;reason=noresource",
                        "Content-Type: multipart/mixed",
                        "",
                        "--boundary",
                        "Content-Type: message/sipfrag",
                        "",
                        "SIP/2.0 486 Busy Here")));
        assertEquals(486, notify.status());
        assertEquals(9946L, notify.referCseq());
        assertTrue(notify.terminated());
    }

    @Test
    void bodyEndsWhereItsLengthSaysAndAtTheLimit() {
        assertEquals(whole("SIP/2.0 200 OK"), notifyWithBody("l: 14", "SIP/2.0 200 OKx"));
        assertEquals(whole("ab\r\n"), notifyWithBody("Content-Length: 99999", "ab"));
        assertEquals(whole("ab\r\n"), notifyWithBody("Content-Length: minus", "ab"));
        String most = "x".repeat(HepFacts.LONGEST_BODY);
        assertEquals(whole(most), notifyWithBody("l: 4096", most));
        assertEquals(new Fact.Body(null, most, true), notifyWithBody("l: 4097", most + "x"));
    }

    @Test
    void bodyIsToldByteForByteWhateverItIs() {
        // In UTF-8 each of these is two bytes: the length counts bytes.
        assertEquals(
                whole("\u00c3\u00a4\u00c3\u00b6"), notifyWithBody("l: 4", "\u00e4\u00f6\u00fc"));
        byte[] odd = {(byte) 0xff, 0, (byte) 0xc3, 'x'};
        byte[] packet = new Packets()
                .chunk(0, Packets.PAYLOAD_TYPE, new byte[] {1})
                .chunk(
                        0,
                        Packets.PAYLOAD,
                        ByteBuffer.allocate(NOTIFY.length() + odd.length)
                                .put(NOTIFY.getBytes(StandardCharsets.US_ASCII))
                                .put(odd)
                                .array())
                .packet();
        assertEquals(
                whole("\u00ff\u0000\u00c3x"),
                only(Fact.NotifySeen.class, packet).body());
    }

    @Test
    void notifyThatAPhoneSentIsNotTakenForAsterisks() {
        String[] notify = message("NOTIFY sip:pbx SIP/2.0", "NOTIFY", "Event: refer");
        assertTrue(only(Fact.NotifySeen.class, received(notify)).toPbx());
        assertFalse(only(Fact.NotifySeen.class, sent(notify)).toPbx());
    }

    @Test
    void headersAreReadAsUtf8() {
        byte[] packet =
                received(message(REFER_LINE, "REFER", "Refer-To: \"J\u00f6rg\" <sip:6002@pbx>"));
        assertEquals(
                "\"J\u00f6rg\" <sip:6002@pbx>",
                Objects.requireNonNull(only(Fact.ReferSeen.class, packet).referTo())
                        .raw());
    }

    private static Fact.Body whole(String bytes) {
        return new Fact.Body(null, bytes, false);
    }

    private Fact.Body notifyWithBody(String length, String body) {
        return only(
                        Fact.NotifySeen.class,
                        sent(message(
                                "NOTIFY sip:alice@phone SIP/2.0",
                                "NOTIFY",
                                "Event: refer",
                                length,
                                "",
                                body)))
                .body();
    }

    @Test
    void waitingMessagesAndOtherNotifysAreNoneOfOurBusiness() {
        assertNothing(sent(message("NOTIFY sip:a@b SIP/2.0", "NOTIFY", "Event: message-summary")));
        assertNothing(sent(message("NOTIFY sip:a@b SIP/2.0", "NOTIFY")));
    }

    @ParameterizedTest
    @CsvSource({"200", "202", "400", "481", "603"})
    void everyFinalAnswerToAReferIsTold(int status) {
        byte[] packet = sent(message("SIP/2.0 " + status + " Whatever", "REFER"));
        assertEquals(
                new Fact.ReferAnswered(Source.HEP, REQUEST, status),
                only(Fact.ReferAnswered.class, packet));
    }

    @Test
    void onlyFinalRefusalsByAPhoneAreTold() {
        assertEquals(
                new Fact.InviteFailed(Source.HEP, REQUEST, 486),
                only(Fact.InviteFailed.class, received(message("SIP/2.0 486 Busy", "INVITE"))));
        assertNothing(sent(message("SIP/2.0 486 Busy", "INVITE")));
        for (String line : List.of("100 Trying", "180 Ringing", "200 OK", "401 No", "407 No")) {
            assertNothing(received(message("SIP/2.0 " + line, "INVITE")));
        }
        assertNothing(received(message("SIP/2.0 486 Busy", "SUBSCRIBE")));
    }

    @Test
    void redirectionOfACallerIsToldWithTheFirstContact() {
        assertEquals(
                new Fact.InviteRedirected(Source.HEP, REQUEST, 302, "<sip:7002@far.example>"),
                only(
                        Fact.InviteRedirected.class,
                        sent(message(
                                "SIP/2.0 302 Moved Temporarily",
                                "INVITE",
                                "Contact: <sip:7002@far.example>",
                                "m: <sip:7003@far.example>"))));
        assertEquals(
                new Fact.InviteRedirected(Source.HEP, REQUEST, 302, null),
                only(
                        Fact.InviteRedirected.class,
                        sent(message("SIP/2.0 302 Moved Temporarily", "INVITE"))));
        assertEquals(
                new Fact.InviteFailed(Source.HEP, REQUEST, 302),
                only(Fact.InviteFailed.class, received(message("SIP/2.0 302 Moved", "INVITE"))));
    }

    @Test
    void byeTellsWhoHungUp() {
        String[] bye = message("BYE sip:pbx SIP/2.0", "BYE");
        assertTrue(only(Fact.ByeSeen.class, received(bye)).fromPhone());
        assertFalse(only(Fact.ByeSeen.class, sent(bye)).fromPhone());
    }

    @Test
    void packetWithoutATimeIsTakenForAReceivedOne() {
        assertTrue(only(Fact.ReferSeen.class, new Packets().sip(REFER).packet()).toPbx());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVITE sip:a@b SIP/2.0",
                "ACK sip:a@b SIP/2.0",
                "REGISTER sip:b SIP/2.0",
                "REFERENCE sip:b SIP/2.0",
                "",
                "garbage",
            })
    void whatDoesNotMatterIsNotEvenRead(String firstLine) {
        assertNothing(received(firstLine, "no header at all"));
        assertEquals(0, mapping.rejected());
    }

    @Test
    void otherProtocolsAndOtherVendorsChunksArePassedOver() {
        assertNothing(new Packets()
                .chunk(0, Packets.PAYLOAD_TYPE, new byte[] {5})
                .payload("{\"rtcp\":1}")
                .packet());
        byte[] foreign = new Packets()
                .chunk(9, Packets.PAYLOAD, new byte[] {1})
                .chunk(0, 0x7fff, new byte[0])
                .sip(REFER)
                .packet();
        assertEquals(REQUEST, only(Fact.ReferSeen.class, foreign).request());
        assertEquals(0, mapping.rejected());
    }

    @Test
    void sipMessagesThatLackWhatEveryOneHasAreRefused() {
        for (int left = 1; left < 5; left++) {
            List<String> lines = new ArrayList<>(Arrays.asList(REFER));
            lines.remove(left);
            assertRefused(received(lines.toArray(String[]::new)));
        }
        assertRefused(received(message(REFER_LINE, "REFER", "Call-ID: call-2")));
        assertRefused(received(message(REFER_LINE, "REFER", "From: <sip:eve@pbx>;tag=eve")));
        assertRefused(received(message(REFER_LINE, "INVITE")));
        assertRefused(received(message("REFER sip:pbx SIP/3.0", "REFER")));
        assertRefused(received(message("SIP/2.0 20 OK", "REFER")));
        assertRefused(received(message("SIP/2.0 700 OK", "REFER")));
        assertRefused(received(message(REFER_LINE, "REFER", "no colon")));
        assertRefused(received(message(REFER_LINE, "REFER", ": no name")));
        assertRefused(new Packets()
                .chunk(0, Packets.PAYLOAD_TYPE, new byte[] {1})
                .payload("REFER sip:pbx SIP/2.0\r\nCall-ID: call-1\r\n")
                .packet());
    }

    @Test
    void sequenceNumbersBeyondTheirRangeAreRefused() {
        assertEquals(
                0xffff_ffffL,
                only(Fact.ReferSeen.class, received(cseq("4294967295")))
                        .request()
                        .cseq());
        assertRefused(received(cseq("4294967296")));
        assertRefused(received(cseq("99999999999999999999")));
        assertRefused(received(cseq("-1")));
    }

    private static String[] cseq(String number) {
        String[] lines = message(REFER_LINE, "REFER");
        lines[4] = "CSeq: " + number + " REFER";
        return lines;
    }

    @Test
    void limitsHoldAtTheirBounds() {
        String most = "x".repeat(SipMessage.LONGEST_VALUE);
        only(Fact.ReferSeen.class, received(message(REFER_LINE, "REFER", "Refer-To: " + most)));
        assertRefused(received(message(REFER_LINE, "REFER", "Refer-To: " + most + "x")));
        String[] headers = new String[SipMessage.MOST_HEADERS - 4];
        Arrays.fill(headers, "X: y");
        only(Fact.ReferSeen.class, received(message(REFER_LINE, "REFER", headers)));
        headers[0] = "X: y\r\nX: z";
        assertRefused(received(message(REFER_LINE, "REFER", headers)));
    }

    @Test
    void packetsThatAreNotWholeAreRefused() {
        byte[] good = received(REFER);
        for (int length = 0; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length));
        }
        assertRefused(Arrays.copyOf(good, good.length + 1));
        byte[] longer = new Packets()
                .time(7_000)
                .sip(REFER)
                .chunk(0, 0x7fff, new byte[9])
                .packet();
        System.arraycopy(good, 4, longer, 4, 2);
        assertRefused(longer);
        byte[] older = good.clone();
        older[3] = '2';
        assertRefused(older);
        assertRefused(new Packets().time(1).packet());
        assertRefused(new Packets().payload("no type").packet());
        assertRefused(new Packets().sip(REFER).sip(REFER).packet());
        assertRefused(new Packets().time(1).time(1).sip(REFER).packet());
        assertRefused(new Packets().time(-5).sip(REFER).packet());
        assertRefused(new Packets()
                .chunk(0, Packets.MICROSECONDS, new byte[3])
                .sip(REFER)
                .packet());
    }

    @Test
    void chunkThatClaimsLessThanItsOwnHeadIsRefused() {
        byte[] packet = received(REFER);
        packet[11] = 5;
        assertRefused(packet);
        packet[11] = 0;
        assertRefused(packet);
    }

    @Test
    void onlyPacketsWithTheRightPasswordAreBelieved() {
        HepFacts guarded = new HepFacts("hush");
        assertEquals(1, guarded.heard(withPassword("hush")).facts().size());
        for (byte[] wrong : List.of(
                withPassword("hus"), withPassword("hush "), withPassword(""), received(REFER))) {
            assertFalse(guarded.heard(wrong).accepted());
        }
        assertEquals(4, guarded.rejected());
        assertEquals(1, mapping.heard(withPassword("anything")).facts().size());
    }

    @Test
    void recordingHoldsThePacketWithoutItsPassword() {
        HepFacts.Heard heard = new HepFacts("hush").heard(withPassword("hush"));
        byte[] recorded = Base64.getDecoder().decode(heard.recording());
        assertFalse(new String(recorded, StandardCharsets.ISO_8859_1).contains("hush"));
        assertEquals(heard.facts(), mapping.of(heard.recording()));
        assertEquals("", mapping.heard(received("ACK sip:a@b SIP/2.0")).recording());
    }

    @Test
    void recordingThatIsNotBase64IsRefused() {
        assertEquals(List.of(), mapping.of("?"));
        assertEquals(1, mapping.rejected());
    }

    private static byte[] withPassword(String password) {
        return new Packets()
                .chunk(0, Packets.PASSWORD, password.getBytes(StandardCharsets.UTF_8))
                .time(7_000)
                .sip(REFER)
                .packet();
    }

    private <T extends Fact> T only(Class<T> type, byte[] packet) {
        List<Fact> facts = mapping.of(Base64.getEncoder().encodeToString(packet));
        assertEquals(1, facts.size());
        return assertInstanceOf(type, facts.getFirst());
    }

    private void assertNothing(byte[] packet) {
        HepFacts.Heard heard = mapping.heard(packet);
        assertTrue(heard.accepted());
        assertEquals(List.of(), heard.facts());
    }

    private void assertRefused(byte[] packet) {
        long before = mapping.rejected();
        assertEquals(List.of(), mapping.heard(packet).facts());
        assertEquals(before + 1, mapping.rejected());
    }
}
