package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The time of a {@link SimulatedPbx} and what its sources have told so far. It has one thread of
 * time, the script's; {@link #meanwhile} runs another thread beside it, which each source may order
 * otherwise.
 */
abstract class SimulatedClock {
    final Random random;
    private final List<Heard> told = new ArrayList<>();
    private Instant clock;
    private Duration amiSkew = Duration.ZERO;
    private Duration ariSkew = Duration.ZERO;

    SimulatedClock(Random random, Instant start) {
        this.random = random;
        this.clock = start;
    }

    <T> T oneOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** Whether something happens that happens once in so many times. */
    boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    Instant now() {
        return clock;
    }

    /** The script goes on at this time. */
    void at(Instant time) {
        clock = time;
    }

    /** The script waits. */
    void pass(long leastMillis, long mostMillis) {
        clock = clock.plusMillis(leastMillis + random.nextLong(mostMillis - leastMillis + 1));
    }

    /** Another thread of the PBX, beside the script: its facts mix with the script's next ones. */
    void meanwhile(Runnable thread) {
        Instant before = clock;
        amiSkew = Duration.ofNanos(random.nextInt(3_000_000));
        ariSkew = Duration.ofNanos(random.nextInt(3_000_000));
        thread.run();
        amiSkew = Duration.ZERO;
        ariSkew = Duration.ZERO;
        clock = before;
    }

    void tick() {
        clock = clock.plusNanos(100_000 + random.nextInt(300_000));
    }

    /** Everything that a source tells, in its own order. */
    List<Heard> toldBy(Source source) {
        return told.stream()
                .filter(one -> one.fact().source() == source)
                .sorted(Comparator.comparing(Heard::at))
                .toList();
    }

    void tell(Fact fact) {
        Duration skew = fact.source() == Source.AMI ? amiSkew : ariSkew;
        told.add(new Heard(clock.plus(skew), fact));
    }

    /** Something that happens beside the script, after a while. */
    void tellLater(Fact fact, Duration after) {
        told.add(new Heard(clock.plus(after), fact));
    }

    /** Both sources tell it, each in its own words. */
    void tellBoth(Function<Source, Fact> words) {
        tick();
        tell(words.apply(Source.AMI));
        tell(words.apply(Source.ARI));
    }
}
