package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.Readiness;
import dev.referee.intake.SourceStatus;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** What an administrator reads of each source at {@code /readyz}. */
class PresenceTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final Presence presence = new Presence();

    @Test
    void sourceThatIsNotConfiguredSaysWhatToSet() {
        List<Readiness.Source> all = presence.of("main", List.of());
        assertEquals(
                List.of("main/ami", "main/ari", "main/hep", "main/cel", "main/cdr"),
                all.stream().map(Readiness.Source::name).toList());
        assertEquals(
                List.of(
                        "pbx.ami.secret",
                        "pbx.ari.password",
                        "pbx.hep.listen",
                        "reconcile.cel_file",
                        "reconcile.cdr_file"),
                all.stream()
                        .map(one -> one.detail().replaceAll(".* set |\\.$", ""))
                        .toList());
        for (Readiness.Source one : all) {
            assertSource(one, Readiness.State.NOT_CONFIGURED, null);
            assertEquals(false, one.needed() || one.up());
        }
    }

    @Test
    void sourceThatWasNeverThereIsBeingConnected() {
        assertSource(ami(false), Readiness.State.CONNECTING, null);
    }

    @Test
    void lossAndReturnAreToldWithTheirTimes() {
        presence.note(new Fact.Connected(Source.AMI, null), NOON);
        assertSource(ami(false), Readiness.State.CONNECTING, null);
        assertSource(ami(true), Readiness.State.CONNECTED, NOON);
        presence.note(new Fact.Connected(Source.AMI, "life"), NOON.plusSeconds(1));
        assertSource(ami(true), Readiness.State.CONNECTED, NOON);

        presence.note(new Fact.Disconnected(Source.AMI), NOON.plusSeconds(2));
        assertSource(ami(false), Readiness.State.LOST, NOON.plusSeconds(2));
        assertEquals(false, ami(false).up());

        presence.note(new Fact.Connected(Source.AMI, null), NOON.plusSeconds(3));
        assertSource(ami(false), Readiness.State.CONNECTING, null);
        assertSource(ami(true), Readiness.State.CONNECTED, NOON.plusSeconds(3));
    }

    @Test
    void timeIsLeftOutWhileTheStatusIsAheadOfTheFacts() {
        presence.note(new Fact.Connected(Source.AMI, null), NOON);
        presence.note(new Fact.Disconnected(Source.AMI), NOON.plusSeconds(1));
        assertSource(ami(true), Readiness.State.CONNECTED, null);
    }

    @Test
    void hepListensAndSaysWhenItLastHeardSomething() {
        Readiness.Source hep = presence.of(
                        "main",
                        List.of(new SourceStatus(Source.HEP, true, "Listening on :9060", NOON)))
                .get(2);
        assertSource(hep, Readiness.State.LISTENING, null);
        assertEquals(NOON, hep.lastHeard());
        assertEquals(true, hep.up());
        assertEquals(false, hep.needed());
    }

    @Test
    void withoutHepItIsSaidWhatIsNotTold() {
        assertEquals(List.of("hep-not-configured"), warnings(List.of(), NOON));
        String said = presence.warnings(List.of(), NOON).getFirst().message();
        assertTrue(said.contains("pbx.hep.listen"), said);
    }

    @Test
    void hepThatIsNotHeardIsWarnedOfUntilItIs() {
        assertEquals(List.of("hep-not-heard"), warnings(List.of(hep(false, null)), NOON));
        assertEquals(List.of("hep-not-heard"), warnings(List.of(hep(true, null)), NOON));
        assertEquals(List.of(), warnings(List.of(hep(true, NOON)), NOON.plusSeconds(3_599)));
        assertEquals(
                List.of("hep-not-heard"),
                warnings(List.of(hep(true, NOON)), NOON.plusSeconds(3_600)));
    }

    private List<String> warnings(List<SourceStatus> status, Instant now) {
        return presence.warnings(status, now).stream()
                .map(Readiness.Warning::code)
                .toList();
    }

    private static SourceStatus hep(boolean up, @Nullable Instant heard) {
        return new SourceStatus(Source.HEP, up, "A detail.", heard);
    }

    private Readiness.Source ami(boolean up) {
        return presence.of("main", List.of(new SourceStatus(Source.AMI, up, "A detail.")))
                .getFirst();
    }

    private static void assertSource(
            Readiness.Source source, Readiness.State state, @Nullable Instant since) {
        assertEquals(state, source.state());
        assertEquals(since, source.since());
    }
}
