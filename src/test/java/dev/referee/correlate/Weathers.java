package dev.referee.correlate;

import dev.referee.model.Source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/** The kinds of weather in which a {@link Simulation} is watched. */
final class Weathers {
    private static final Duration LAG = Duration.ofMillis(1_500);

    /** Packets as they come, some of them a little later than the settling time. */
    private static final SipWeather LAGGING = new SipWeather(
            "late HEP", 0, 4, Limits.DEFAULT.settle().plusMillis(300), Duration.ZERO);

    private static final SipWeather LOSSY =
            new SipWeather("lossy HEP", 4, 4, LAG, Duration.ofMillis(20));

    private Weathers() {}

    /** All of them; cuts come from {@code start} on. */
    static List<Weather> all(Random random, Instant start) {
        List<Weather> dry = withoutHep(random, start);
        List<Weather> weathers = new ArrayList<>(dry);
        weathers.add(dry.getFirst().with(SipWeather.CALM));
        for (Weather one : dry) {
            weathers.add(one.with(LAGGING));
            weathers.add(one.with(LOSSY));
        }
        weathers.add(Weather.calm("HEP alone", EnumSet.noneOf(Source.class)).with(SipWeather.CALM));
        return weathers;
    }

    private static List<Weather> withoutHep(Random random, Instant start) {
        SipWeather off = SipWeather.OFF;
        List<Weather> weathers = new ArrayList<>();
        weathers.add(Weather.calm("calm", Weather.BOTH));
        weathers.add(new Weather("storm", Weather.BOTH, LAG, 0, List.of(), off));
        weathers.add(new Weather("storm with echoes", Weather.BOTH, LAG, 5, List.of(), off));
        weathers.add(Weather.calm("AMI alone", EnumSet.of(Source.AMI)));
        weathers.add(Weather.calm("ARI alone", EnumSet.of(Source.ARI)));
        weathers.add(
                new Weather("AMI cut", Weather.BOTH, LAG, 0, cuts(random, start, Source.AMI), off));
        weathers.add(
                new Weather("ARI cut", Weather.BOTH, LAG, 0, cuts(random, start, Source.ARI), off));
        List<Weather.Cut> both = new ArrayList<>(cuts(random, start, Source.AMI));
        both.addAll(cuts(random, start, Source.ARI));
        weathers.add(new Weather("both cut", Weather.BOTH, LAG, 0, both, off));
        return weathers;
    }

    private static List<Weather.Cut> cuts(Random random, Instant start, Source source) {
        List<Weather.Cut> cuts = new ArrayList<>();
        Instant time = start;
        for (int i = 0; i < 4; i++) {
            time = time.plusMillis(3_000 + random.nextInt(20_000));
            Instant until = time.plusMillis(100 + random.nextInt(12_000));
            cuts.add(new Weather.Cut(source, time, until));
            time = until;
        }
        return cuts;
    }

    /** Asterisk is killed and started again. */
    static Weather restart(Instant restart, Random random) {
        List<Weather.Cut> cuts = new ArrayList<>();
        for (Source source : Weather.BOTH) {
            Instant until = restart.plusMillis(2_000 + random.nextInt(10_000));
            cuts.add(new Weather.Cut(source, restart, until));
        }
        SipWeather hep = random.nextBoolean() ? SipWeather.OFF : LOSSY;
        return new Weather("restart", Weather.BOTH, LAG, 0, cuts, hep);
    }
}
