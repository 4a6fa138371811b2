package dev.referee.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Transfer;
import dev.referee.model.TransferBuilder;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which transfers an administrator finds marked. */
class ReferrersTest {
    private static final Instant AT = Instant.EPOCH;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sip:alice@example.com | <sip:alice@example.com>",
                "SIP:alice@Example.COM | \"Alice\" <Sip:alice@EXAMPLE.com;user=phone?X=y>;cid=1",
                "sip:%61lice@example.com | <sip:alic%65@example.com>",
                "sip:alice@example.com | <sips:alice@example.com:5061>",
                "sip:alice@example.com:5060 | <sip:alice@example.com:5060>",
                "sips:alice@example.com | <sips:alice@example.com>",
                "sip:*@example.com | <sip:anybody@example.com>",
                "sip:*@example.com | <sip:example.com>",
                "sip:+49*@* | <sip:+4930123@10.0.0.1:5062>",
                "sip:a*i*e@*.example.com | <sip:alice@pbx.berlin.example.com>",
                "sip:*@[2001:db8::*] | <sip:alice@[2001:DB8::7]>",
                "sip:%2A72@* | <sip:*72@pbx>",
                "sip:**@** | <sip:alice@pbx>",
                "PJSIP/anna | <sip:somebody@else.example>",
                "pjsip/an* | <sip:somebody@else.example>",
            })
    void thoseOnTheListMayTransfer(String pattern, String referredBy) {
        assertFalse(isMarked(referrers(pattern), referredBy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sip:alice@example.com | <sip:Alice@example.com>",
                "sip:alice@example.com | <sip:alice@example.com.evil.example>",
                "sip:alice@example.com | <sip:malice@example.com>",
                "sip:alice@example.com | \"<sip:alice@example.com>\" <sip:mallory@evil.example>",
                "sip:alice@example.com | <sip:alice@example.com@evil.example>",
                "sip:alice@example.com | <sip:mallory@evil.example?x=sip:alice@example.com>",
                "sip:alice@example.com | <sip:alice@example.com>, <sip:mallory@evil.example>",
                "sip:alice@example.com | <tel:+49301234>",
                "sip:alice@example.com | alice",
                "sip:alice@example.com:5060 | <sip:alice@example.com>",
                "sips:alice@example.com | <sip:alice@example.com>",
                "sip:*@example.com | <sip:alice@sub.example.com>",
                "sip:*@*.example.com | <sip:alice@example.com>",
                "sip:%2A72@* | <sip:172@pbx>",
                "sip:ab*ba@* | <sip:aba@pbx>",
                "sip:a*b*b@* | <sip:ab@pbx>",
                "PJSIP/ann | <sip:somebody@else.example>",
                "SIP/anna | <sip:somebody@else.example>",
            })
    void allOthersAreMarked(String pattern, String referredBy) {
        assertTrue(isMarked(referrers(pattern), referredBy));
    }

    @Test
    void anyPatternOfTheListIsEnough() {
        Referrers referrers = referrers("sip:bob@*", "PJSIP/x", "sip:alice@*");
        assertFalse(isMarked(referrers, "<sip:alice@pbx>"));
        assertTrue(isMarked(referrers, "<sip:carol@pbx>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PJSIP/anna", "sip:anna@example.com", "sip:a*@*.example.com"})
    void withoutReferredByTheEndpointIsLookedAt(String pattern) {
        assertFalse(isMarked(referrers(pattern), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PJSIP/bob", "sip:bob@example.com", "sip:Anna@example.com"})
    void endpointThatIsNotOnTheListIsMarked(String pattern) {
        assertTrue(isMarked(referrers(pattern), null));
    }

    @Test
    void whatNobodyCanBeNamedForIsNotMarked() {
        TransferEvent event = ended(Transfer.Reason.ANSWERED, Transfer.Trigger.REFER, null, null);
        assertSame(event, referrers("sip:alice@pbx").mark(event));
    }

    @Test
    void whatAnotherProgramAskedForIsNotMarked() {
        TransferEvent event =
                ended(Transfer.Reason.ANSWERED, Transfer.Trigger.API, "PJSIP/anna", null);
        assertSame(event, referrers("sip:alice@pbx").mark(event));
    }

    @ParameterizedTest
    @EnumSource(Transfer.Reason.class)
    void endIsMarkedWhateverItIsAndElseUnchanged(Transfer.Reason reason) {
        TransferEvent event =
                ended(reason, Transfer.Trigger.REFER, "PJSIP/anna", "\"A\" <sip:anna@pbx;x=y>");
        TransferEvent marked = referrers("sip:alice@pbx").mark(event);
        Transfer.Diagnosis diagnosis = marked.transfer().diagnosis().getLast();
        assertEquals("referrer-not-allowed", diagnosis.code());
        assertTrue(diagnosis.message().startsWith("sip:anna@pbx is not"), diagnosis.message());
        assertTrue(String.valueOf(diagnosis.fix()).contains("policy.referrers"));
        assertTrue(Referrers.isMarked(marked.transfer()));
        assertEquals(event.transfer(), marked.transfer().withDiagnosis(List.of()));
        assertEquals(event.id(), marked.id());
        assertEquals(event.at(), marked.at());
        assertEquals(event.legs(), marked.legs());
    }

    @Test
    void nothingIsMarkedBeforeTheEndOrWithoutAList() {
        TransferEvent ringing =
                event(Transfer.State.RINGING, null, Transfer.Trigger.REFER, "PJSIP/anna", null);
        assertSame(ringing, referrers("sip:alice@pbx").mark(ringing));
        TransferEvent end =
                ended(Transfer.Reason.ANSWERED, Transfer.Trigger.REFER, "PJSIP/anna", null);
        assertSame(end, Referrers.ANYBODY.mark(end));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "alice",
                "alice@example.com",
                "sip:example.com",
                "sip:@example.com",
                "sip:alice@",
                "sip:alice@exam ple.com",
                "sip:alice;user=phone@example.com",
                "sip:alice@example.com;user=phone",
                "sip:alice@example.com?x=y",
                "sip:alice:secret@example.com",
                "sip:alice@example.com@evil.example",
                "sip:alice@example.com:0",
                "sip:alice@example.com:*",
                "sip:al%ice@example.com",
                "sip:al%4*@example.com",
                "sip:al%0aice@example.com",
                "sip:alice@::1",
                "<sip:alice@example.com>",
                "tel:+49*",
                "PJSIP/",
                "/alice",
                "PJSIP/alice/bob",
            })
    void whatIsNoPatternIsRefused(String text) {
        assertTrue(Referrer.of(text).isEmpty());
    }

    @Test
    void patternsAreBoundedAndMatchInTimeThatGrowsWithTheText() {
        String longest = "sip:" + "*a".repeat(122) + "*@pbx";
        assertTrue(Referrer.of(longest + "12").isPresent());
        assertTrue(Referrer.of(longest + "123").isEmpty());
        // What tries again at every star would not come back from this.
        assertTrue(isMarked(referrers(longest), "<sip:" + "a".repeat(100_000) + "@pb>"));
        assertTrue(isMarked(referrers(longest), "<sip:" + "a".repeat(121) + "@pbx>"));
        assertFalse(isMarked(referrers(longest), "<sip:" + "a".repeat(122) + "@pbx>"));
    }

    private static Referrers referrers(String... patterns) {
        return new Referrers(Stream.of(patterns)
                .map(pattern -> Referrer.of(pattern).orElseThrow())
                .toList());
    }

    private static boolean isMarked(Referrers referrers, @Nullable String referredBy) {
        TransferEvent event =
                ended(Transfer.Reason.BUSY, Transfer.Trigger.REFER, "PJSIP/anna", referredBy);
        return Referrers.isMarked(referrers.mark(event).transfer());
    }

    private static TransferEvent ended(
            Transfer.Reason reason,
            Transfer.Trigger trigger,
            @Nullable String endpoint,
            @Nullable String referredBy) {
        return event(reason.state(), reason, trigger, endpoint, referredBy);
    }

    private static TransferEvent event(
            Transfer.State state,
            Transfer.@Nullable Reason reason,
            Transfer.Trigger trigger,
            @Nullable String endpoint,
            @Nullable String referredBy) {
        Transfer transfer = new TransferBuilder()
                .trigger(trigger)
                .state(state, reason)
                .transferor(endpoint, null, null)
                .referredBy(referredBy)
                .times(AT, state.isEnd() ? AT : null)
                .build();
        return new TransferEvent(transfer, 1, AT, Set.of(), null);
    }
}
