package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAmi;
import dev.referee.doctor.Examination.OfAri;
import dev.referee.doctor.Examination.OfHep;
import dev.referee.doctor.Examination.OfThisMachine;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepProbe;
import dev.referee.intake.hep.HepSettings;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Asks Asterisk and looks at this machine, and says what is right, what is wrong and which line to
 * change. Blocks: for a thread that may wait. Changes nothing and makes no call.
 */
public final class Doctor {
    private static final long PROGRESS_SECONDS = 2;

    static final List<Check> CHECKS = Stream.of(
                    LocalChecks.all(),
                    AmiChecks.all(),
                    EventChecks.all(),
                    AriChecks.all(),
                    ModuleChecks.all(),
                    HepChecks.all(),
                    EndpointChecks.all(),
                    RecordChecks.all())
            .flatMap(List::stream)
            .toList();

    private final Vertx vertx;
    private final DoctorSettings settings;
    private final InstantSource clock;
    private final Consumer<String> progress;

    /**
     * Asks nothing yet.
     *
     * @param progress is told what is under way, a few words each
     */
    public Doctor(
            Vertx vertx, DoctorSettings settings, InstantSource clock, Consumer<String> progress) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * One line of the report.
     *
     * @param check the name of the check, in kebab-case
     */
    public record Line(String check, CheckResult result) {}

    /** Asks, listens and judges. At least one line for each check that has a meaning here. */
    public List<Line> examine() {
        return judge(ask());
    }

    static List<Line> judge(Examination examination) {
        return CHECKS.stream()
                .flatMap(check -> check.look().at(examination).stream()
                        .map(result -> new Line(check.name(), result)))
                .toList();
    }

    private Examination ask() {
        progress.accept("checking this machine");
        OfThisMachine machine = new LocalQuestions(vertx, settings).ask(clock.instant());
        HepSettings hep = settings.hep();
        if (hep == null) {
            return askAri(machine, null, null);
        }
        HepProbe probe = new HepProbe(vertx, hep);
        String trouble = null;
        try {
            Waiting.on(probe.open());
        } catch (Waiting.Failed e) {
            trouble = String.valueOf(e.getMessage());
        }
        try {
            return askAri(machine, probe, trouble);
        } finally {
            var unused = probe.close();
        }
    }

    private Examination askAri(
            OfThisMachine machine, @Nullable HepProbe hep, @Nullable String hepTrouble) {
        AriSettings ari = settings.ari();
        if (ari == null) {
            return askAmi(machine, hep, hepTrouble, null, null);
        }
        progress.accept("querying ARI at " + ari.url());
        try (AriQuestions questions = new AriQuestions(vertx, ari, clock)) {
            return askAmi(machine, hep, hepTrouble, questions, questions.ask());
        }
    }

    private Examination askAmi(
            OfThisMachine machine,
            @Nullable HepProbe hep,
            @Nullable String hepTrouble,
            @Nullable AriQuestions ariQuestions,
            @Nullable OfAri ari) {
        AmiSettings ami = settings.ami();
        if (ami == null) {
            return listen(machine, hep, hepTrouble, ariQuestions, ari, null, null);
        }
        progress.accept("querying AMI at " + ami.host() + ":" + ami.port());
        try (AmiQuestions questions = new AmiQuestions(vertx, ami, clock)) {
            Set<String> modules = ari == null ? null : ari.modules();
            OfAmi told = questions.ask(
                    settings.ari() == null ? "" : settings.ari().username(),
                    contexts(ari),
                    modules == null || modules.contains("func_config.so"));
            return listen(machine, hep, hepTrouble, ariQuestions, ari, questions, told);
        }
    }

    private static Set<String> contexts(@Nullable OfAri ari) {
        Set<String> contexts = new HashSet<>();
        if (ari != null && ari.endpoints() != null) {
            ari.endpoints()
                    .values()
                    .forEach(endpoint ->
                            contexts.add(Objects.requireNonNullElse(endpoint.get("context"), "")));
        }
        return contexts;
    }

    private Examination listen(
            OfThisMachine machine,
            @Nullable HepProbe hep,
            @Nullable String hepTrouble,
            @Nullable AriQuestions ariQuestions,
            @Nullable OfAri ari,
            @Nullable AmiQuestions amiQuestions,
            @Nullable OfAmi ami) {
        boolean isAnythingHeard = (ari != null && ari.trouble() == null)
                || (ami != null && ami.trouble() == null)
                || (hep != null && hepTrouble == null);
        if (isAnythingHeard) {
            passTime();
        }
        return new Examination(
                settings,
                ami == null || amiQuestions == null ? ami : amiQuestions.withHeard(ami),
                ari == null || ariQuestions == null ? ari : ariQuestions.withHeard(ari),
                hep == null
                        ? null
                        : new OfHep(hepTrouble, hepTrouble == null ? hep.senders() : Map.of()),
                machine);
    }

    private void passTime() {
        Duration left = settings.listen();
        try {
            CountDownLatch never = new CountDownLatch(1);
            while (left.isPositive()) {
                progress.accept("listening, " + left.toSeconds() + " s left");
                Duration step = left.toSeconds() < PROGRESS_SECONDS
                        ? left
                        : Duration.ofSeconds(PROGRESS_SECONDS);
                never.await(step.toMillis(), TimeUnit.MILLISECONDS);
                left = left.minus(step);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
