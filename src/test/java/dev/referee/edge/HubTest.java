package dev.referee.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.EventLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

class HubTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        EdgeFixture.await(vertx.close());
    }

    @Test
    void thePartiesOfTransfersThatTheLogForgotAreForgotten() {
        EventLog log = EdgeFixture.newLog(10);
        Hub hub = new Hub(log, context, () -> {});
        onContext(() -> {
            hub.start();
            return "started";
        });
        List<Integer> remembered = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            log.append(Transfers.ended("t" + i, 1, Transfer.Reason.BUSY));
            if (i % 10 == 9) {
                remembered.add(onContext(hub::rememberedTransfers));
            }
        }
        assertTrue(remembered.stream().allMatch(count -> count <= 256), remembered.toString());
        assertTrue(remembered.getLast() >= 10, remembered.toString());
    }

    private <T> T onContext(Callable<T> task) {
        Promise<T> result = Promise.promise();
        context.runOnContext(nothing -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.fail(e);
            }
        });
        Future<T> future = result.future();
        return EdgeFixture.await(future);
    }
}
