package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.ladder.TraceLimits;
import dev.referee.log.MemoryTraces;
import dev.referee.log.Traces;
import dev.referee.log.Transfers;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.TransferEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is kept of the ladders of live transfers. */
class LadderKeeperTest {
    private static final TraceLimits LIMITS = new TraceLimits(20, 3, 50, Duration.ofMinutes(2));

    private final Traces traces =
            new MemoryTraces(10, 1 << 20, Duration.ofHours(1), InstantSource.system());

    private List<String> found() {
        return traces.find("t1").toCompletableFuture().join().orElseThrow();
    }

    @Test
    void anEventIsKeptAtOnceAndWhatComesLaterWithTheNextFlush() {
        LadderKeeper keeper = new LadderKeeper(LIMITS, traces);
        TransferEvent requested = Transfers.requested("t1");
        Instant now = requested.at().plusSeconds(1);
        keeper.told(List.of(requested));
        String first = found().getFirst();
        keeper.see(new Fact.Disconnected(Source.AMI), now);
        assertEquals(List.of(first), found());
        keeper.flush(now);
        String second = found().getFirst();
        assertTrue(second.contains("observer"), second);
        keeper.see(new Fact.Connected(Source.AMI, "20"), now);
        keeper.end(now);
        assertTrue(found().getFirst().length() > second.length());
    }

    @Test
    void whereNothingIsTracedNothingIsKept() {
        LadderKeeper keeper = new LadderKeeper(null, traces);
        keeper.told(List.of(Transfers.requested("t1")));
        keeper.flush(Instant.EPOCH);
        assertEquals(List.of(), found());
    }

    /** A ladder is an extra: no transfer may fail for one. */
    @Test
    void aDefectOfADrawingHarmsNothingElse() {
        LadderKeeper keeper = new LadderKeeper(LIMITS, new Traces() {
            @Override
            public void keep(String transfer, String json) {
                throw new IllegalStateException("a defect");
            }

            @Override
            public CompletionStage<Optional<List<String>>> find(String transfer) {
                return CompletableFuture.completedStage(Optional.empty());
            }
        });
        keeper.told(List.of(Transfers.requested("t1")));
        keeper.told(List.of(Transfers.requested("t2")));
        keeper.flush(Instant.EPOCH);
    }
}
