package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One simulated hour of a small PBX, watched in many kinds of weather. All of it follows from the
 * seed. Every failure is an {@link AssertionError} that tells the seed, the story and the facts.
 */
final class Simulation {
    private static final Limits LIMITS = Limits.DEFAULT;

    private static final int ALL_TOGETHER = 20;

    /** Few, to find the shortest story: {@code -Dreferee.simulation.calls.together=1}. */
    private static final int CALLS =
            Integer.getInteger("referee.simulation.calls.together", ALL_TOGETHER);

    private static final Instant START = Instant.EPOCH.plusSeconds(10);

    private final long seed;
    private final Lives pbx;
    private final List<Truth> truths;
    private final List<RedirectTruth> redirects;

    private Simulation(long seed, Lives pbx, List<Truth> truths, List<RedirectTruth> redirects) {
        this.seed = seed;
        this.pbx = pbx;
        this.truths = List.copyOf(truths);
        this.redirects = List.copyOf(redirects);
    }

    /**
     * Runs the one with this seed.
     *
     * @return how many ends were compared with the truth: each transfer has one in every weather
     */
    static int run(long seed) {
        try {
            return watched(seed);
        } catch (RuntimeException e) {
            throw new AssertionError("In the simulation with " + named(seed), e);
        }
    }

    private static String named(long seed) {
        String which = "-Dreferee.simulation.kinds="
                + Kinds.chosen().name().toLowerCase(Locale.ROOT)
                + " -Dreferee.simulation.seed=" + seed;
        return CALLS == ALL_TOGETHER
                ? which
                : which + " -Dreferee.simulation.calls.together=" + CALLS;
    }

    private static int watched(long seed) {
        Random random = new Random(seed);
        SimulatedPbx pbx = new SimulatedPbx(random, "one", START);
        SimulatedCalls calls = callsOn(pbx, CALLS);
        List<Truth> truths = new ArrayList<>(calls.truths());
        List<RedirectTruth> redirects = new ArrayList<>(calls.redirects());
        int judged = new Simulation(seed, Lives.one(pbx), truths, redirects).inAllWeathers();

        Instant restart = START.plusMillis(random.nextInt(60_000));
        SimulatedPbx after = new SimulatedPbx(random, "two", restart.plusSeconds(2));
        truths.removeIf(truth -> !truth.requested().isBefore(restart));
        redirects.removeIf(truth -> !truth.requested().isBefore(restart));
        SimulatedCalls callsAfter = callsOn(after, CALLS / 4);
        truths.addAll(callsAfter.truths());
        redirects.addAll(callsAfter.redirects());
        Simulation restarted =
                new Simulation(seed, new Lives(pbx, restart, after), truths, redirects);
        return judged + restarted.watch(Weathers.restart(restart, random), new TreeSet<>());
    }

    private static SimulatedCalls callsOn(SimulatedPbx pbx, int count) {
        SimulatedCalls calls = new SimulatedCalls(pbx);
        Instant start = pbx.now();
        for (int i = 0; i < count; i++) {
            pbx.at(start.plusMillis(pbx.random.nextInt(count * 3_000)));
            calls.makeOne();
        }
        pbx.checkThatAllIsOver();
        return calls;
    }

    private int inAllWeathers() {
        int judged = 0;
        Set<String> outcomes = new HashSet<>();
        for (Weather weather : Weathers.all(new Random(seed + 1), START)) {
            Set<String> outcome = new TreeSet<>();
            judged += watch(weather, outcome);
            if (weather.cuts().isEmpty()
                    && weather.sources().size() == 2
                    && weather.sip().isOff()) {
                outcomes.add(String.join("\n", outcome));
                if (outcomes.size() > 1) {
                    throw failure(
                            weather, "other ends than before: " + difference(outcomes), Set.of());
                }
            }
        }
        return judged;
    }

    private static String difference(Set<String> outcomes) {
        List<Set<String>> sets = new ArrayList<>();
        outcomes.forEach(one -> sets.add(new TreeSet<>(List.of(one.split("\n")))));
        Set<String> all = new TreeSet<>();
        sets.forEach(all::addAll);
        all.removeIf(line -> sets.stream().allMatch(set -> set.contains(line)));
        return String.join("\n", all);
    }
    // --- watching
    // ----------------------------------------------------------------------------------

    /** What was told in the weather that is being watched. */
    private List<Transfer> told = List.of();

    private int watch(Weather weather, Set<String> outcome) {
        List<Heard> heard = weather.over(pbx, new Random(seed + 2));
        HeardSip sip = HeardSip.of(pbx.toldBy(Source.HEP), heard);
        TruthCheck.Failures failures = (what, uniqueids) -> {
            throw failure(weather, what, uniqueids);
        };
        TruthCheck truth = new TruthCheck(weather, sip, truths, failures);
        List<TransferEvent> events = correlate(heard, weather);
        Map<String, Transfer> ends = new LinkedHashMap<>();
        Map<String, TransferEvent> latest = new LinkedHashMap<>();
        for (TransferEvent event : events) {
            Transfer transfer = event.transfer();
            TransferEvent before = latest.put(transfer.id(), event);
            truth.check(transfer, follows(before, event), "does not follow " + before);
            if (transfer.state().isEnd()) {
                ends.put(transfer.id(), transfer);
                if (!isHasty(transfer)) {
                    outcome.add(summary(transfer));
                }
            }
        }
        for (TransferEvent last : latest.values()) {
            truth.check(last.transfer(), ends.containsKey(last.transfer().id()), "never ended");
        }
        told = List.copyOf(ends.values());
        Map<Boolean, List<Transfer>> byPbx = told.stream()
                .collect(Collectors.partitioningBy(
                        one -> one.direction() == Transfer.Direction.OUTGOING));
        truth.compare(Objects.requireNonNull(byPbx.get(false)));
        new RedirectCheck(weather, sip, redirects, failures)
                .compare(Objects.requireNonNull(byPbx.get(true)));
        return ends.size();
    }

    /** Whether its end depends on how fast facts come. */
    private boolean isHasty(Transfer end) {
        return truths.stream()
                .filter(Truth::hasty)
                .anyMatch(one -> one.transferor().equals(end.transferorUniqueid()));
    }

    private static boolean follows(@Nullable TransferEvent before, TransferEvent event) {
        Transfer transfer = event.transfer();
        if (before == null) {
            return event.sequence() == 1 && transfer.state() == State.REQUESTED;
        }
        return event.sequence() == before.sequence() + 1
                && !before.transfer().state().isEnd()
                && transfer.state().compareTo(before.transfer().state()) > 0;
    }

    private static String summary(Transfer transfer) {
        Transfer.Transferee transferee = transfer.transferee();
        Transfer.Target target = transfer.target();
        return String.join(
                " ",
                transfer.id(),
                transfer.kind().toString(),
                transfer.trigger().toString(),
                String.valueOf(transfer.reason()),
                transferee == null ? "nobody" : transferee.uniqueid(),
                target == null ? "nowhere" : target.uniqueid() + " " + target.application());
    }

    private List<TransferEvent> correlate(List<Heard> heard, Weather weather) {
        Correlator correlator = new Correlator("main", LIMITS);
        List<TransferEvent> events = new ArrayList<>();
        Instant deadline = null;
        for (Heard one : heard) {
            deadline = advance(correlator, deadline, one.at(), events, weather);
            Step step = correlator.step(one.fact(), one.at());
            events.addAll(step.events());
            deadline = step.deadline();
        }
        advance(correlator, deadline, Instant.MAX, events, weather);
        if (correlator.size() != 0) {
            throw failure(weather, "still remembers " + Remembered.by(correlator), Set.of());
        }
        return events;
    }

    private @Nullable Instant advance(
            Correlator correlator,
            @Nullable Instant first,
            Instant until,
            List<TransferEvent> events,
            Weather weather) {
        Instant deadline = first;
        while (deadline != null && deadline.isBefore(until)) {
            Step step = correlator.advance(deadline);
            events.addAll(step.events());
            if (step.deadline() != null && !step.deadline().isAfter(deadline)) {
                throw failure(weather, "a deadline of " + deadline + " came again", Set.of());
            }
            deadline = step.deadline();
        }
        return deadline;
    }

    // --- failures ------------------------------------------------------------------------------

    /** Says what went wrong, and all that was heard of these channels, or of all for none. */
    private AssertionError failure(Weather weather, String what, Set<String> uniqueids) {
        StringBuilder text = new StringBuilder("In the simulation with ")
                .append(named(seed))
                .append(" in ")
                .append(weather)
                .append(":\n")
                .append(what)
                .append('\n');
        told.forEach(end -> text.append("told ")
                .append(summary(end))
                .append(' ')
                .append(end.referTo())
                .append('\n'));
        for (Heard one : weather.over(pbx, new Random(seed + 2))) {
            String fact = one.fact().toString();
            if (uniqueids.isEmpty()
                    || !fact.contains("uniqueid")
                    || uniqueids.stream().anyMatch(id -> fact.contains("=" + id + ","))) {
                text.append(one.at().truncatedTo(ChronoUnit.MILLIS).toString().substring(14))
                        .append(' ')
                        .append(ShortFact.of(one.fact()))
                        .append('\n');
            }
        }
        return new AssertionError(text.toString());
    }
}
