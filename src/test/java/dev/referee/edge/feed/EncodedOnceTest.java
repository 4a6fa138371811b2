package dev.referee.edge.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.edge.access.Topic;
import dev.referee.edge.access.Viewer;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.EventLog;
import dev.referee.log.EventLog.Position;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** However many look at a transfer, each of its events is encoded once for each way to see it. */
class EncodedOnceTest {
    private static final int EACH = 50;
    private static final List<Viewer> VIEWERS = List.of(
            new Viewer(new Topic.Endpoint("PJSIP/alice"), null),
            new Viewer(new Topic.Leg(Transfers.leg("alice-call")), "alice-call"),
            new Viewer(new Topic.Endpoint("PJSIP/bob"), null),
            new Viewer(new Topic.Endpoint("PJSIP/carol"), null),
            new Viewer(new Topic.Everything(), null));

    /** The first two both see it as the transferor. */
    private static final int WAYS_TO_SEE_IT = 4;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final EventLog log = EdgeFixture.newLog(100);
    private final Hub hub = new Hub(log, context, () -> {});
    private final List<String> delivered = new ArrayList<>();
    private final CountDownLatch missing = new CountDownLatch(EACH * VIEWERS.size());

    @BeforeEach
    void start() throws Exception {
        onContext(hub::start);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anEventIsEncodedOnceForEachWayToSeeIt() throws Exception {
        onContext(() -> everyoneBegins(null));
        log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        assertEquals(WAYS_TO_SEE_IT, encodings());
    }

    @Test
    void anEventThatWasMissedIsToo() throws Exception {
        Position before = log.newest();
        log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        onContext(() -> everyoneBegins(before));
        assertEquals(WAYS_TO_SEE_IT, encodings());
    }

    private void everyoneBegins(@Nullable Position from) {
        for (Viewer viewer : VIEWERS) {
            for (int i = 0; i < EACH; i++) {
                new Feed(hub, viewer, new Reader()).begin(from);
            }
        }
    }

    /** Text that was encoded twice is twice in memory. */
    private int encodings() throws InterruptedException {
        assertTrue(missing.await(10, TimeUnit.SECONDS), missing::toString);
        Set<String> texts = Collections.newSetFromMap(new IdentityHashMap<>());
        texts.addAll(delivered);
        return texts.size();
    }

    private void onContext(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            task.run();
            done.complete(null);
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private final class Reader implements Feed.Line {
        @Override
        public int room() {
            return 10;
        }

        @Override
        public void subscribed(@Nullable Position upTo, String answer) {}

        @Override
        public void event(Position position, String cloudEvent) {
            delivered.add(cloudEvent);
            missing.countDown();
        }

        @Override
        public void renamed(Position position) {}
    }
}
