package dev.referee.edge.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.edge.EdgeSettings.Matching;
import dev.referee.edge.server.EdgeFixture;
import dev.referee.log.DialogBook;
import dev.referee.model.Dialog;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who waits for a dialog leaves nothing behind, by however many ways it may be recognised. */
class DialogAuthorizerTest {
    private static final int MANY = 500;
    private static final String SESSION = "ab30317f1a784dc48ff824d0d3715d86";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final DialogBook book = new DialogBook(MANY);
    private final DialogAuthorizer authorizer = new DialogAuthorizer(
            vertx,
            context,
            book,
            new LegResolver(book, new Matching(true, true)),
            Duration.ofMinutes(1));

    @AfterEach
    void close() {
        EdgeFixture.await(vertx.close());
    }

    private static Dialog claim(int i) {
        return new Dialog("own-" + i, "tag-" + i, "pbx-" + i, SESSION + i);
    }

    @Test
    void whoeverLeavesTakesAllItsKeysAlong() {
        onContext(() -> {
            List<Runnable> leaving = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                leaving.add(authorizer.await(claim(i), found -> {
                    throw new AssertionError("answered");
                }));
            }
            assertEquals(3 * MANY, authorizer.keys());
            leaving.forEach(Runnable::run);
            assertEquals(0, authorizer.keys());
        });
    }

    @Test
    void whoeverIsAnsweredTakesAllItsKeysAlong() {
        Promise<Void> answered = Promise.promise();
        onContext(() -> {
            authorizer.open();
            authorizer.await(claim(1), found -> answered.complete());
        });
        book.learn("leg", new Dialog("another", "tag-1", "pbx-1"));
        EdgeFixture.await(answered.future());
        onContext(() -> assertEquals(0, authorizer.keys()));
    }

    private void onContext(Runnable work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            try {
                work.run();
                done.complete();
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        EdgeFixture.await(done.future());
    }
}
