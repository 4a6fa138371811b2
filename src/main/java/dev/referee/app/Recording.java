package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.intake.Intake;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.ami.AmiIntake;
import dev.referee.intake.ari.AriIntake;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.util.List;

/** The intakes of one PBX, connected to nothing but a tap. */
final class Recording extends VerticleBase {
    private final Configuration configuration;
    private final Tap tap;
    private volatile List<Intake> intakes = List.of();

    Recording(Configuration configuration, Tap tap) {
        this.configuration = configuration;
        this.tap = tap;
    }

    @Override
    public Future<?> start() {
        intakes = List.of(
                new AmiIntake(context, configuration.ami(), fact -> {}, tap),
                new AriIntake(vertx, configuration.ari(), fact -> {}, tap));
        return Future.all(intakes.stream().map(Intake::start).toList());
    }

    @Override
    public Future<?> stop() {
        return Future.join(intakes.stream().map(Intake::stop).toList());
    }

    /** How the connections stand. May be called by any thread. */
    List<SourceStatus> status() {
        return intakes.stream().map(Intake::status).toList();
    }
}
