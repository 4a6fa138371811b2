package dev.referee.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Vert.x as this program uses it. */
final class Engine {
    private Engine() {}

    /**
     * Starts one. It looks for files on the disk alone: else it would make a folder for copies of
     * those in the jar, which a process that is killed leaves behind each time.
     */
    static Vertx start() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    }
}
