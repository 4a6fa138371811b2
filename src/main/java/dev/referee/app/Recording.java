package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.intake.Intake;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.ami.AmiIntake;
import dev.referee.intake.ari.AriIntake;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepIntake;
import dev.referee.intake.hep.HepSettings;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.util.ArrayList;
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
        List<Intake> all = new ArrayList<>();
        all.add(new AmiIntake(context, configuration.ami(), fact -> {}, tap));
        all.add(new AriIntake(vertx, asRecorder(configuration.ari()), fact -> {}, tap));
        HepSettings hep = configuration.hep();
        if (hep != null) {
            all.add(new HepIntake(vertx, hep, fact -> {}, tap));
        }
        intakes = List.copyOf(all);
        return Future.all(intakes.stream().map(Intake::start).toList());
    }

    @Override
    public Future<?> stop() {
        return Future.join(intakes.stream().map(Intake::stop).toList());
    }

    /** Under a name of its own: with Referee's, Asterisk would cut a running Referee off. */
    private static AriSettings asRecorder(AriSettings ari) {
        return new AriSettings(
                ari.url(),
                ari.username(),
                ari.password(),
                ari.application() + "-recorder",
                ari.pingInterval());
    }

    /** How the connections stand. May be called by any thread. */
    List<SourceStatus> status() {
        return intakes.stream().map(Intake::status).toList();
    }
}
