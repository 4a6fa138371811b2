package dev.referee.app;

import dev.referee.edge.Readiness;
import dev.referee.intake.SourceStatus;
import dev.referee.model.EnumWord;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How each source stands, and since when, as its facts tell. Any thread may ask. */
final class Presence {
    /** Without one of them nothing is told in time; the others add to it. */
    private static final Set<Source> MUST = EnumSet.of(Source.AMI, Source.ARI);

    /** Phones register at least so often by default, so that a longer silence is a fault. */
    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

    private static final String UNTOLD_WITHOUT_HEP =
            "Only the SIP messages show a transfer that Asterisk refuses before it begins (a"
                    + " wrong number, a malformed REFER): Referee does not report it. A phone"
                    + " that sends BYE on the 202, as Browser-Phone does, does not learn it"
                    + " either, and its caller is disconnected. ";

    private final Map<Source, Change> changes = new ConcurrentHashMap<>();

    private record Change(boolean connected, Instant at) {}

    /** Takes note of a fact that says that a source came or went. */
    void note(Fact fact, Instant now) {
        if (fact instanceof Fact.Connected) {
            // It says so a second time when it knows which life of Asterisk it is.
            changes.compute(
                    fact.source(),
                    (source, before) ->
                            before != null && before.connected ? before : new Change(true, now));
        } else if (fact instanceof Fact.Disconnected) {
            changes.put(fact.source(), new Change(false, now));
        }
    }

    /** Whether somebody sees the PBX: AMI and ARI each tell of every transfer. */
    boolean isWatched() {
        return MUST.stream().anyMatch(source -> {
            Change change = changes.get(source);
            return change != null && change.connected;
        });
    }

    /**
     * All sources, those that are not configured too.
     *
     * @param pbx the first part of their names
     */
    List<Readiness.Source> of(String pbx, List<SourceStatus> configured) {
        return Stream.of(Source.values())
                .map(source -> of(
                        pbx + "/" + EnumWord.of(source),
                        source,
                        configured.stream()
                                .filter(status -> status.source() == source)
                                .findFirst()))
                .toList();
    }

    /** What is not reported as things stand, although AMI or ARI may be up. */
    List<Readiness.Warning> warnings(List<SourceStatus> configured, Instant now) {
        Optional<SourceStatus> hep = configured.stream()
                .filter(status -> status.source() == Source.HEP)
                .findFirst();
        if (hep.isEmpty()) {
            return List.of(new Readiness.Warning(
                    "hep-not-configured",
                    UNTOLD_WITHOUT_HEP + "Set " + keyOf(Source.HEP)
                            + ", and use the hep.conf of asterisk-conf/your-pbx."));
        }
        Instant heard = hep.get().heard();
        return heard != null && Duration.between(heard, now).compareTo(LONGEST_SILENCE) < 0
                ? List.of()
                : List.of(new Readiness.Warning(
                        "hep-not-heard",
                        UNTOLD_WITHOUT_HEP + "HEP: " + hep.get().detail()));
    }

    private Readiness.Source of(String name, Source source, Optional<SourceStatus> status) {
        if (status.isEmpty()) {
            return new Readiness.Source(
                    name,
                    Readiness.State.NOT_CONFIGURED,
                    false,
                    null,
                    null,
                    "To use this source, set " + keyOf(source) + ".");
        }
        SourceStatus now = status.get();
        Change change = changes.get(source);
        Readiness.State state = state(now, change);
        return new Readiness.Source(
                name,
                state,
                MUST.contains(source),
                since(state, change),
                now.heard(),
                now.detail());
    }

    private static @Nullable Instant since(Readiness.State state, @Nullable Change change) {
        boolean connected = state == Readiness.State.CONNECTED;
        // The status may be a step ahead of the fact.
        return change != null
                        && change.connected == connected
                        && (connected || state == Readiness.State.LOST)
                ? change.at
                : null;
    }

    private static Readiness.State state(SourceStatus now, @Nullable Change change) {
        if (now.up()) {
            return switch (now.source()) {
                case AMI, ARI -> Readiness.State.CONNECTED;
                // UDP knows no connection, and records are looked for again and again.
                case HEP, CEL, CDR -> Readiness.State.LISTENING;
            };
        }
        return change == null || change.connected
                ? Readiness.State.CONNECTING
                : Readiness.State.LOST;
    }

    private static String keyOf(Source source) {
        return switch (source) {
            case AMI -> "pbx.ami.secret";
            case ARI -> "pbx.ari.password";
            case HEP -> "pbx.hep.listen";
            case CEL -> "reconcile.cel_file";
            case CDR -> "reconcile.cdr_file";
        };
    }
}
