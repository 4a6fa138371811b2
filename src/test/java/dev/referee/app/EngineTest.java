package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;

/** What Vert.x does for Referee, and what not. */
class EngineTest {
    /** For what Vert.x finds in a jar it has a folder of copies, which a kill leaves behind. */
    @Test
    void filesAreLookedForOnTheDiskAlone() {
        String inTheJar = "api/openapi.json";
        assertNotNull(getClass().getClassLoader().getResource(inTheJar));
        Vertx vertx = Engine.start();
        try {
            assertFalse(vertx.fileSystem().existsBlocking(inTheJar));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
