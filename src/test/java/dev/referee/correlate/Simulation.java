package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One simulated hour of a small PBX, watched in many kinds of weather. All of it follows from the
 * seed. Every failure is an {@link AssertionError} that tells the seed, the story and the facts.
 */
final class Simulation {
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final Duration LAG = Duration.ofMillis(1_500);
    private static final int CALLS = 20;
    private static final Instant START = Instant.EPOCH.plusSeconds(10);

    private final long seed;
    private final Lives pbx;
    private final List<Truth> truths = new ArrayList<>();

    private Simulation(long seed, Lives pbx, List<Truth> truths) {
        this.seed = seed;
        this.pbx = pbx;
        this.truths.addAll(truths);
    }

    /**
     * Runs the one with this seed.
     *
     * @return how many transfers were judged
     */
    static int run(long seed) {
        Random random = new Random(seed);
        SimulatedPbx pbx = new SimulatedPbx(random, "one", START);
        List<Truth> truths = new ArrayList<>(callsOn(pbx, CALLS));
        int judged = new Simulation(seed, Lives.one(pbx), truths).inAllWeathers();

        Instant restart = START.plusMillis(random.nextInt(60_000));
        SimulatedPbx after = new SimulatedPbx(random, "two", restart.plusSeconds(2));
        truths.removeIf(truth -> !truth.requested().isBefore(restart));
        truths.addAll(callsOn(after, CALLS / 4));
        Simulation restarted = new Simulation(seed, new Lives(pbx, restart, after), truths);
        return judged + restarted.watch(restarted.restartAt(restart, random), new TreeSet<>());
    }

    private static List<Truth> callsOn(SimulatedPbx pbx, int count) {
        SimulatedCalls calls = new SimulatedCalls(pbx);
        Instant start = pbx.now();
        for (int i = 0; i < count; i++) {
            pbx.at(start.plusMillis(pbx.random.nextInt(count * 3_000)));
            calls.makeOne();
        }
        return calls.truths();
    }

    private int inAllWeathers() {
        int judged = 0;
        Set<String> outcomes = new HashSet<>();
        for (Weather weather : weathers()) {
            Set<String> outcome = new TreeSet<>();
            judged += watch(weather, outcome);
            if (weather.cuts().isEmpty() && weather.sources().size() == 2) {
                outcomes.add(String.join("\n", outcome));
                if (outcomes.size() > 1) {
                    throw failure(weather, "other ends than before: " + difference(outcomes), null);
                }
            }
        }
        return judged;
    }

    private Weather restartAt(Instant restart, Random random) {
        List<Weather.Cut> cuts = new ArrayList<>();
        for (Source source : Weather.BOTH) {
            Instant until = restart.plusMillis(2_000 + random.nextInt(10_000));
            cuts.add(new Weather.Cut(source, restart, until));
        }
        return new Weather("restart", Weather.BOTH, LAG, 0, cuts);
    }

    private static String difference(Set<String> outcomes) {
        List<Set<String>> sets = new ArrayList<>();
        outcomes.forEach(one -> sets.add(new TreeSet<>(List.of(one.split("\n")))));
        Set<String> all = new TreeSet<>();
        sets.forEach(all::addAll);
        all.removeIf(line -> sets.stream().allMatch(set -> set.contains(line)));
        return String.join("\n", all);
    }

    private List<Weather> weathers() {
        Random random = new Random(seed + 1);
        List<Weather> weathers = new ArrayList<>();
        weathers.add(Weather.calm("calm", Weather.BOTH));
        weathers.add(new Weather("storm", Weather.BOTH, LAG, 0, List.of()));
        weathers.add(new Weather("storm with echoes", Weather.BOTH, LAG, 5, List.of()));
        weathers.add(Weather.calm("AMI alone", EnumSet.of(Source.AMI)));
        weathers.add(Weather.calm("ARI alone", EnumSet.of(Source.ARI)));
        weathers.add(new Weather("AMI cut", Weather.BOTH, LAG, 0, cuts(random, Source.AMI)));
        weathers.add(new Weather("ARI cut", Weather.BOTH, LAG, 0, cuts(random, Source.ARI)));
        List<Weather.Cut> both = new ArrayList<>(cuts(random, Source.AMI));
        both.addAll(cuts(random, Source.ARI));
        weathers.add(new Weather("both cut", Weather.BOTH, LAG, 0, both));
        return weathers;
    }

    private static List<Weather.Cut> cuts(Random random, Source source) {
        List<Weather.Cut> cuts = new ArrayList<>();
        Instant time = START;
        for (int i = 0; i < 4; i++) {
            time = time.plusMillis(3_000 + random.nextInt(20_000));
            Instant until = time.plusMillis(100 + random.nextInt(12_000));
            cuts.add(new Weather.Cut(source, time, until));
            time = until;
        }
        return cuts;
    }

    // --- watching
    // ----------------------------------------------------------------------------------

    private int watch(Weather weather, Set<String> outcome) {
        List<Heard> heard = weather.over(pbx, new Random(seed + 2));
        List<TransferEvent> events = correlate(heard, weather);
        Map<String, Transfer> ends = new LinkedHashMap<>();
        Map<String, TransferEvent> latest = new LinkedHashMap<>();
        for (TransferEvent event : events) {
            Transfer transfer = event.transfer();
            TransferEvent before = latest.put(transfer.id(), event);
            check(weather, transfer, follows(before, event), "does not follow " + before);
            if (transfer.state().isEnd()) {
                ends.put(transfer.id(), transfer);
                outcome.add(summary(transfer));
            }
        }
        for (TransferEvent last : latest.values()) {
            check(weather, last.transfer(), ends.containsKey(last.transfer().id()), "never ended");
        }
        compare(weather, new ArrayList<>(ends.values()));
        return ends.size();
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
            throw failure(weather, "still remembers " + correlator.size(), null);
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
                throw failure(weather, "a deadline of " + deadline + " came again", null);
            }
            deadline = step.deadline();
        }
        return deadline;
    }

    // --- comparing with the truth --------------------------------------------------------------

    private void compare(Weather weather, List<Transfer> ends) {
        List<Truth> unmatched = new ArrayList<>(truths);
        for (Transfer end : ends) {
            Truth truth = truthOf(end, unmatched);
            check(weather, end, truth != null, "never happened");
            if (truth != null) {
                unmatched.remove(truth);
                compare(weather, end, truth);
            }
        }
        for (Truth missed : unmatched) {
            if (watched(weather, missed, Source.AMI) || watched(weather, missed, Source.ARI)) {
                throw failure(weather, "was not reported: " + missed, missed.transferor());
            }
        }
    }

    private static @Nullable Truth truthOf(Transfer end, List<Truth> candidates) {
        for (Truth truth : candidates) {
            Duration apart = Duration.between(truth.requested(), end.times().requested());
            if (truth.transferor().equals(end.transferor().uniqueid())
                    && apart.abs().compareTo(Duration.ofSeconds(4)) < 0) {
                return truth;
            }
        }
        return null;
    }

    private static boolean watched(Weather weather, Truth truth, Source source) {
        return weather.watched(
                source, truth.requested().minusMillis(100), truth.ended().plusSeconds(13));
    }

    private void compare(Weather weather, Transfer end, Truth truth) {
        boolean byAmi = watched(weather, truth, Source.AMI);
        boolean byAri = watched(weather, truth, Source.ARI);
        boolean mustKnow = byAri || (byAmi && truth.shownByAmi());
        boolean unknown = end.state() == State.UNKNOWN;
        boolean rightReason = end.reason() == truth.reason();
        if (unknown && !mustKnow) {
            return;
        }
        check(weather, end, rightReason, "but truly " + truth);
        check(weather, end, end.kind() == truth.kind(), "is another kind than " + truth);
        Transfer.Transferee transferee = end.transferee();
        check(
                weather,
                end,
                transferee == null
                        ? truth.transferee() == null
                        : transferee.uniqueid() != null
                                && transferee.uniqueid().equals(truth.transferee()),
                "transfers somebody else than " + truth);
        boolean wasReached = truth.reason() == Reason.ANSWERED || truth.reason() == Reason.BRIDGED;
        if (wasReached && mustKnow) {
            Transfer.Target target = end.target();
            check(
                    weather,
                    end,
                    target != null
                            && truth.target() != null
                            && truth.target().equals(target.uniqueid()),
                    "reached somebody else than " + truth);
        }
    }

    // --- failures ------------------------------------------------------------------------------

    private void check(Weather weather, Transfer transfer, boolean holds, String what) {
        if (!holds) {
            String transferee =
                    transfer.transferee() == null ? null : transfer.transferee().uniqueid();
            throw failure(
                    weather,
                    transfer + "\n" + what,
                    transferee == null ? transfer.transferor().uniqueid() : transferee);
        }
    }

    private AssertionError failure(Weather weather, String what, @Nullable String uniqueid) {
        StringBuilder text = new StringBuilder("In the simulation with -Dreferee.simulation.seed=")
                .append(seed)
                .append(" in ")
                .append(weather)
                .append(":\n")
                .append(what)
                .append('\n');
        if (uniqueid != null) {
            for (Heard one : weather.over(pbx, new Random(seed + 2))) {
                String fact = one.fact().toString();
                if (fact.contains("=" + uniqueid + ",") || !fact.contains("uniqueid")) {
                    text.append(one.at()).append(' ').append(fact).append('\n');
                }
            }
        }
        return new AssertionError(text.toString());
    }
}
