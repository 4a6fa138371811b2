package dev.referee.bench;

import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.correlate.Step;
import dev.referee.intake.Tap;
import dev.referee.intake.ami.AmiIntake;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.model.Fact;
import dev.referee.model.TransferEvent;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Referee's own AMI intake and correlator, wired as in a site: everything on one Vert.x context. */
final class RefereeListener implements Contender, AutoCloseable {
    private static final Limits ROOMY = new Limits(
            Limits.DEFAULT.settle(),
            Limits.DEFAULT.reconnect(),
            Limits.DEFAULT.expiry(),
            Limits.DEFAULT.memory(),
            1_000_000,
            100_000);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong ended = new AtomicLong();

    /** How many transfers it has seen the end of, since it was made. */
    long ended() {
        return ended.get();
    }

    @Override
    public String name() {
        return "Referee";
    }

    @Override
    public AutoCloseable listen(int port, Runnable onMarker) {
        Context context = vertx.getOrCreateContext();
        Watch watch = new Watch(onMarker);
        AmiIntake intake = new AmiIntake(
                context,
                new AmiSettings("127.0.0.1", port, "bench", "bench", false, Duration.ofMinutes(1)),
                watch::heard,
                Tap.NONE);
        await(intake.start());
        return () -> await(intake.stop());
    }

    private static void await(io.vertx.core.Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** Used on the context only. */
    private final class Watch {
        private final Correlator correlator = new Correlator("bench", ROOMY);
        private final Runnable onMarker;
        private @Nullable Instant deadline;

        Watch(Runnable onMarker) {
            this.onMarker = onMarker;
        }

        void heard(Fact fact) {
            Instant now = Instant.now();
            // A site has a timer for this: here facts come all the time.
            if (deadline != null && !now.isBefore(deadline)) {
                count(correlator.advance(now));
            }
            count(correlator.step(fact, now));
            if (fact instanceof Fact.BridgeGone gone && gone.bridgeId().equals(FakePbx.MARKER)) {
                onMarker.run();
            }
        }

        private void count(Step step) {
            deadline = step.deadline();
            for (TransferEvent event : step.events()) {
                if (event.transfer().state().isEnd()) {
                    ended.incrementAndGet();
                }
            }
        }
    }
}
