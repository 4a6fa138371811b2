package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.ari.AriSettings;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The intakes of one PBX, connected to nothing but a tap. */
final class Recording extends VerticleBase {
    private final Configuration configuration;
    private final Tap tap;
    private volatile @Nullable Intakes intakes;

    Recording(Configuration configuration, Tap tap) {
        this.configuration = configuration;
        this.tap = tap;
    }

    @Override
    public Future<?> start() {
        Intakes all = new Intakes(
                vertx,
                context,
                configuration.ami(),
                asRecorder(configuration.ari()),
                configuration.hep(),
                fact -> {},
                tap);
        intakes = all;
        return all.start();
    }

    @Override
    public Future<?> stop() {
        Intakes all = intakes;
        return all == null ? Future.succeededFuture() : all.stop();
    }

    /** Under a name of its own: with Referee's, Asterisk would cut a running Referee off. */
    private static @Nullable AriSettings asRecorder(@Nullable AriSettings ari) {
        return ari == null
                ? null
                : new AriSettings(
                        ari.url(),
                        ari.username(),
                        ari.password(),
                        ari.application() + "-recorder",
                        ari.pingInterval(),
                        ari.sessionHeader());
    }

    /** How the connections stand. May be called by any thread. */
    List<SourceStatus> status() {
        Intakes all = intakes;
        return all == null ? List.of() : all.status();
    }
}
