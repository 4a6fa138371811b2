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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One simulated hour of a small PBX, watched in many kinds of weather. All of it follows from the
 * seed. Every failure is an {@link AssertionError} that tells the seed, the story and the facts.
 */
final class Simulation {
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final Duration LAG = Duration.ofMillis(1_500);
    private static final Duration APART = Duration.ofSeconds(6);
    private static final int CALLS = 20;
    private static final Instant START = Instant.EPOCH.plusSeconds(10);

    /** Packets as they come, some of them a little later than the settling time. */
    private static final SipWeather LAGGING =
            new SipWeather("late HEP", 0, 4, LIMITS.settle().plusMillis(300), Duration.ZERO);

    private static final SipWeather LOSSY =
            new SipWeather("lossy HEP", 4, 4, LAG, Duration.ofMillis(20));

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
        return "-Dreferee.simulation.seed=" + seed;
    }

    private static int watched(long seed) {
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

    private Weather restartAt(Instant restart, Random random) {
        List<Weather.Cut> cuts = new ArrayList<>();
        for (Source source : Weather.BOTH) {
            Instant until = restart.plusMillis(2_000 + random.nextInt(10_000));
            cuts.add(new Weather.Cut(source, restart, until));
        }
        SipWeather hep = random.nextBoolean() ? SipWeather.OFF : LOSSY;
        return new Weather("restart", Weather.BOTH, LAG, 0, cuts, hep);
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
        List<Weather> dry = weathersWithoutHep();
        List<Weather> weathers = new ArrayList<>(dry);
        weathers.add(dry.getFirst().with(SipWeather.CALM));
        for (Weather one : dry) {
            weathers.add(one.with(LAGGING));
            weathers.add(one.with(LOSSY));
        }
        weathers.add(Weather.calm("HEP alone", EnumSet.noneOf(Source.class)).with(SipWeather.CALM));
        return weathers;
    }

    private List<Weather> weathersWithoutHep() {
        Random random = new Random(seed + 1);
        SipWeather off = SipWeather.OFF;
        List<Weather> weathers = new ArrayList<>();
        weathers.add(Weather.calm("calm", Weather.BOTH));
        weathers.add(new Weather("storm", Weather.BOTH, LAG, 0, List.of(), off));
        weathers.add(new Weather("storm with echoes", Weather.BOTH, LAG, 5, List.of(), off));
        weathers.add(Weather.calm("AMI alone", EnumSet.of(Source.AMI)));
        weathers.add(Weather.calm("ARI alone", EnumSet.of(Source.ARI)));
        weathers.add(new Weather("AMI cut", Weather.BOTH, LAG, 0, cuts(random, Source.AMI), off));
        weathers.add(new Weather("ARI cut", Weather.BOTH, LAG, 0, cuts(random, Source.ARI), off));
        List<Weather.Cut> both = new ArrayList<>(cuts(random, Source.AMI));
        both.addAll(cuts(random, Source.ARI));
        weathers.add(new Weather("both cut", Weather.BOTH, LAG, 0, both, off));
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

    /** In which dialogs of that weather nobody can tell whose NOTIFY is whose. */
    private HeardSip sip = new HeardSip(Set.of(), Set.of());

    /** What was told in the weather that is being watched. */
    private List<Transfer> told = List.of();

    private int watch(Weather weather, Set<String> outcome) {
        List<Heard> heard = weather.over(pbx, new Random(seed + 2));
        sip = HeardSip.of(pbx.toldBy(Source.HEP), heard);
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
        told = List.copyOf(ends.values());
        compare(weather, told);
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

    // --- comparing with the truth --------------------------------------------------------------

    private void compare(Weather weather, List<Transfer> ends) {
        List<Truth> unmatched = new ArrayList<>(truths);
        List<Transfer> doubtful = new ArrayList<>();
        for (Transfer end : ends) {
            if (isHidden(weather, end) || !match(weather, end, unmatched, true)) {
                doubtful.add(end);
            }
        }
        // First those that must have happened, lest one that is tolerated takes their place.
        doubtful.sort(Comparator.comparing(end -> isHidden(weather, end)));
        for (Transfer end : doubtful) {
            boolean tolerable = isHidden(weather, end);
            check(
                    weather,
                    end,
                    match(weather, end, unmatched, false) || tolerable,
                    "never happened");
        }
        for (Truth missed : unmatched) {
            if (mustBeReported(weather, missed)) {
                throw failure(weather, "was not reported: " + missed, Set.of(missed.transferor()));
            }
        }
    }

    /** Whoever tells of a leg whose Call-ID a cut has hidden cannot know its REFER. */
    private static boolean isHidden(Weather weather, Transfer end) {
        return end.transferor().uniqueid() == null && !weather.cuts().isEmpty();
    }

    private boolean match(
            Weather weather, Transfer end, List<Truth> unmatched, boolean beyondDoubt) {
        Truth truth = truthOf(weather, end, unmatched);
        if (truth == null || (beyondDoubt && !isOf(end, truth))) {
            return false;
        }
        unmatched.remove(truth);
        compare(weather, end, truth);
        return true;
    }

    private static boolean mustBeReported(Weather weather, Truth truth) {
        boolean watched =
                watched(weather, truth, Source.AMI) || watched(weather, truth, Source.ARI);
        return (watched && truth.shownByPbx())
                || (weather.sip().isWhole() && truth.refer() != null);
    }

    private static @Nullable Truth truthOf(Weather weather, Transfer end, List<Truth> candidates) {
        Truth found = null;
        for (Truth truth : candidates) {
            Duration apart = Duration.between(truth.requested(), end.times().requested());
            if (!isTransferor(end, truth) || apart.abs().compareTo(APART) > 0) {
                continue;
            }
            if (!truth.shownByPbx() && weather.sip().isOff()) {
                continue;
            }
            // Where packets are lost, another REFER of the leg may lend its header.
            boolean known = weather.sip().isWhole() && end.sip().referStatus() != null;
            if (known
                    ? found == null && isOf(end, truth)
                    : found == null || isBetter(end, truth, found)) {
                found = truth;
            }
        }
        return found;
    }

    private static boolean isTransferor(Transfer end, Truth truth) {
        String callId = truth.refer() == null ? null : truth.refer().callId;
        String uniqueid = end.transferor().uniqueid();
        return uniqueid == null
                ? callId != null && callId.equals(end.transferor().callId())
                : truth.transferor().equals(uniqueid);
    }

    private static boolean isOf(Transfer end, Truth truth) {
        SimulatedSip.Request refer = truth.refer();
        if (refer == null || end.trigger() == Transfer.Trigger.FEATURE_CODE) {
            return false;
        }
        if (refer.referTo == null) {
            // Only SIP shows one that lacks its header.
            return end.referTo() == null && end.sip().referStatus() != null;
        }
        return refer.referTo.raw().equals(end.referTo());
    }

    private static boolean isBetter(Transfer end, Truth truth, Truth other) {
        return rank(end, truth) > rank(end, other);
    }

    private static int rank(Transfer end, Truth truth) {
        return (truth.allows(end) ? 4 : 0)
                + (isOf(end, truth) ? 4 : 0)
                + (isShownByPbx(end) == truth.shownByPbx() ? 3 : 0)
                + (end.kind() == truth.kind() ? 1 : 0);
    }

    private static boolean isShownByPbx(Transfer end) {
        return end.evidence().stream().anyMatch(one -> one.source() != Source.HEP);
    }

    private static boolean watched(Weather weather, Truth truth, Source source) {
        return weather.watched(
                source, truth.requested().minusMillis(100), truth.ended().plusSeconds(13));
    }

    private void compare(Weather weather, Transfer end, Truth truth) {
        boolean byPbx = isShown(weather, truth);
        SimulatedSip.Request refer = truth.refer();
        boolean mustKnow = byPbx
                || (!truth.shownByPbx()
                        && weather.sip().isWhole()
                        && (refer == null || !sip.crowded().contains(refer.callId)));
        boolean unknown = end.state() == State.UNKNOWN;
        boolean rightReason = truth.allows(end)
                || (!isShownByPbx(end) && refer != null && sip.muddled().contains(refer.callId));
        compareSip(weather, end, truth);
        boolean isWitnessed = !Objects.requireNonNull(end.sources()).isEmpty();
        check(weather, end, isWitnessed != unknown, "all but the unknown has a witness");
        if (unknown && !mustKnow) {
            return;
        }
        check(weather, end, rightReason, "but truly " + truth);
        check(
                weather,
                end,
                truth.kind() == null
                        || end.kind() == truth.kind()
                        || !(byPbx || weather.sip().isWhole()),
                "is another kind than " + truth);
        Transfer.Transferee transferee = end.transferee();
        String uniqueid = transferee == null ? null : transferee.uniqueid();
        boolean mayBeNobody = !byPbx || truth.transferee() == null;
        // Of a REFER that only SIP shows, it is whoever the transferor talks to when it is heard.
        boolean mayBeAnother = !byPbx && !weather.sip().equals(SipWeather.CALM);
        check(
                weather,
                end,
                uniqueid == null
                        ? mayBeNobody
                        : mayBeAnother || uniqueid.equals(truth.transferee()),
                "transfers somebody else than " + truth);
        check(
                weather,
                end,
                !mustKnow
                        || truth.whereabouts() == null
                        || (transferee != null && transferee.whereabouts() == truth.whereabouts()),
                "is somewhere else than in " + truth);
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

    /** Whether AMI and ARI, as they were heard, show how it ended. */
    private static boolean isShown(Weather weather, Truth truth) {
        long heard = Weather.BOTH.stream()
                .filter(source -> watched(weather, truth, source))
                .count();
        return truth.shownByPbx()
                && (heard == Weather.BOTH.size()
                        || truth.shownBy().stream()
                                .anyMatch(source -> watched(weather, truth, source)));
    }

    private void compareSip(Weather weather, Transfer end, Truth truth) {
        Integer answer = end.sip().referStatus();
        Integer claim = end.sip().notifyStatus();
        boolean claimsSuccess = claim != null && claim >= 200 && claim < 300;
        boolean claimsFailure = claim != null && claim >= 300;
        boolean isUnknown = end.state() == State.UNKNOWN;
        boolean contrary =
                end.state() == State.COMPLETED ? claimsFailure : !isUnknown && claimsSuccess;
        check(weather, end, end.notifyMisleading() == contrary, "is it misleading?");
        SimulatedSip.Request refer = truth.refer();
        if (refer == null || weather.sip().isOff()) {
            check(weather, end, answer == null && claim == null, "SIP did not show it");
            check(
                    weather,
                    end,
                    refer != null || end.trigger() != Transfer.Trigger.REFER,
                    "there was no REFER");
            return;
        }
        if (!isOf(end, truth) || sip.muddled().contains(refer.callId)) {
            return;
        }
        check(
                weather,
                end,
                answer == null || answer.equals(refer.answer),
                "the REFER was answered " + refer.answer);
        boolean wasSent = refer.claims.stream()
                .anyMatch(sent -> Integer.valueOf(sent.status()).equals(claim));
        check(weather, end, claim == null || wasSent, "such a NOTIFY was not sent");
        Instant ended = Objects.requireNonNull(end.times().ended());
        SimulatedSip.Claim last = refer.claims.isEmpty() ? null : refer.claims.getLast();
        if (weather.sip().equals(SipWeather.CALM)
                && last != null
                && last.status() >= 200
                && last.at().plusMillis(50).isBefore(ended)) {
            check(weather, end, claim != null && claim == last.status(), "the NOTIFY was sent");
        }
    }

    // --- failures ------------------------------------------------------------------------------

    private void check(Weather weather, Transfer transfer, boolean holds, String what) {
        if (!holds) {
            Transfer.Transferee transferee = transfer.transferee();
            Transfer.Target target = transfer.target();
            throw failure(
                    weather,
                    transfer + "\n" + what,
                    Stream.of(
                                    transfer.transferor().uniqueid(),
                                    transferee == null ? null : transferee.uniqueid(),
                                    target == null ? null : target.uniqueid())
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet()));
        }
    }

    /** Says what went wrong, and all that was heard of these channels. */
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
            if (!fact.contains("uniqueid")
                    || uniqueids.stream().anyMatch(id -> fact.contains("=" + id + ","))) {
                text.append(one.at()).append(' ').append(fact).append('\n');
            }
        }
        return new AssertionError(text.toString());
    }
}
