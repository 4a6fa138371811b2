package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.correlate.Correlator;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.ladder.Ladder;
import dev.referee.model.Source;
import dev.referee.problem.Problem;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Draws the ladders of recorded files that are sent to the server: replays them with a correlator of
 * their own, which no live call meets, on a worker thread.
 */
final class RecordedLadders {
    /** The most bytes of a file when it is unpacked. */
    static final long MOST_BYTES = 64 << 20;

    private static final String NAME = "recording";

    private final Vertx vertx;
    private final Configuration configuration;

    RecordedLadders(Vertx vertx, Configuration configuration) {
        this.vertx = vertx;
        this.configuration = configuration;
    }

    /** Fails with a {@link Problem} for what is no recording. */
    Future<List<Ladder>> draw(Buffer file) {
        return vertx.executeBlocking(() -> draw(file.getBytes()))
                .compose(drawn -> Future.succeededFuture(Objects.requireNonNull(drawn)));
    }

    private List<Ladder> draw(byte[] content) throws Problem, IOException {
        Ladders ladders = new Ladders();
        try {
            Replay replay = new Replay(
                    new Correlator(
                            configuration.pbx(),
                            configuration.limits(),
                            hasSip(content),
                            configuration.persons()),
                    configuration.policy(),
                    ladders::told,
                    null);
            replay.beforeEach(ladders::see);
            try (CaptureReader capture = CaptureReader.of(content, NAME, MOST_BYTES)) {
                replay.play(capture);
            }
        } catch (CaptureException e) {
            throw new Problem(Problem.Kind.INVALID_BODY, String.valueOf(e.getMessage()));
        }
        return ladders.all();
    }

    private static boolean hasSip(byte[] content) throws CaptureException, IOException {
        try (CaptureReader capture = CaptureReader.of(content, NAME, MOST_BYTES)) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                if (line.source() == Source.HEP) {
                    return true;
                }
            }
        }
        return false;
    }
}
