package dev.referee.app;

import dev.referee.intake.Intake;
import dev.referee.intake.Notifier;
import dev.referee.intake.SourceStatus;
import dev.referee.intake.Tap;
import dev.referee.intake.ami.AmiIntake;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriIntake;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepIntake;
import dev.referee.intake.hep.HepSettings;
import dev.referee.model.Fact;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All intakes of one PBX. */
final class Intakes {
    private final List<Intake> intakes = new ArrayList<>();
    private final @Nullable AmiIntake ami;

    /**
     * Creates them; they do nothing yet. Must be called on the context given, where facts and tap
     * are then told.
     *
     * @param ami null for no AMI
     * @param ari null for no ARI
     * @param hep null for no HEP
     */
    Intakes(
            Vertx vertx,
            Context context,
            @Nullable AmiSettings ami,
            @Nullable AriSettings ari,
            @Nullable HepSettings hep,
            Consumer<Fact> watcher,
            Tap tap) {
        this.ami = ami == null ? null : new AmiIntake(context, ami, watcher, tap);
        if (this.ami != null) {
            intakes.add(this.ami);
        }
        if (ari != null) {
            intakes.add(new AriIntake(vertx, ari, ami == null, watcher, tap));
        }
        if (hep != null) {
            intakes.add(new HepIntake(vertx, hep, watcher, tap));
        }
    }

    /**
     * By which NOTIFYs are sent. To be called before {@link #start}.
     *
     * @throws IllegalStateException without AMI
     */
    Notifier notifier() {
        if (ami == null) {
            throw new IllegalStateException("only AMI can send NOTIFYs");
        }
        return ami.notifier();
    }

    /** Starts them all. */
    Future<?> start() {
        return Future.all(intakes.stream().map(Intake::start).toList());
    }

    /** Stops them all, also when one of them cannot be. */
    Future<?> stop() {
        return Future.join(intakes.stream().map(Intake::stop).toList());
    }

    /** How the connections stand. May be called by any thread. */
    List<SourceStatus> status() {
        return intakes.stream().map(Intake::status).toList();
    }
}
