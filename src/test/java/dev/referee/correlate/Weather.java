package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Fact.PresentChannel;
import dev.referee.model.Source;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What happens to the facts on their way to the correlator: lags, repetitions, lost connections.
 *
 * @param sources those that are connected at all
 * @param mostLag how late a fact may be, each source's order kept
 * @param repeated one fact in so many comes twice; 0 for none
 * @param cuts when a source was away
 * @param sip what happens to HEP's packets
 */
record Weather(
        String name,
        Set<Source> sources,
        Duration mostLag,
        int repeated,
        List<Cut> cuts,
        SipWeather sip) {
    static final Set<Source> BOTH = EnumSet.of(Source.AMI, Source.ARI);

    /** A source was lost, and from {@code until} on it tells again. */
    record Cut(Source source, Instant from, Instant until) {
        boolean covers(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    static Weather calm(String name, Set<Source> sources) {
        return new Weather(name, sources, Duration.ofMillis(2), 0, List.of(), SipWeather.OFF);
    }

    Weather with(SipWeather other) {
        return new Weather(name, sources, mostLag, repeated, cuts, other);
    }

    /** Whether a source told all that happened in this span. */
    boolean watched(Source source, Instant from, Instant to) {
        return sources.contains(source)
                && cuts.stream()
                        .filter(cut -> cut.source == source)
                        .noneMatch(cut -> cut.from.isBefore(to) && cut.until.isAfter(from));
    }

    /** Whether facts come so late that the time between two of them says nothing. */
    boolean isLate() {
        return mostLag.toMillis() > 100;
    }

    /** The facts in the order in which the correlator hears them. */
    List<Heard> over(Lives pbx, Random random) {
        List<Heard> all = new ArrayList<>();
        Map<Source, List<Heard>> bySource = new EnumMap<>(Source.class);
        for (Source source : sources) {
            bySource.put(source, withCuts(pbx, source, random));
        }
        bySource.values().forEach(told -> all.addAll(late(told, random)));
        all.addAll(sip.over(pbx.toldBy(Source.HEP), random));
        all.sort(Comparator.comparing(Heard::at));
        return all;
    }

    private List<Heard> withCuts(Lives pbx, Source source, Random random) {
        List<Heard> told = new ArrayList<>(pbx.toldBy(source));
        List<Heard> kept = new ArrayList<>();
        kept.add(new Heard(Instant.EPOCH, new Fact.Connected(source, pbx.lifeAt(Instant.EPOCH))));
        kept.add(new Heard(Instant.EPOCH, new Fact.Snapshot(source, List.of())));
        told.removeIf(
                one -> cuts.stream().anyMatch(cut -> cut.source == source && cut.covers(one.at())));
        kept.addAll(told);
        for (Cut cut : cuts) {
            if (cut.source == source) {
                Instant read = cut.until.plusMillis(random.nextInt(30));
                Instant answered = read.plusMillis(random.nextInt(30));
                kept.add(new Heard(cut.from, new Fact.Disconnected(source)));
                // Events flow at once; which life it is says AMI before, ARI with the snapshot.
                Fact known = new Fact.Connected(source, pbx.lifeAt(cut.until));
                if (source == Source.ARI) {
                    kept.add(new Heard(cut.until, new Fact.Connected(source, null)));
                }
                kept.add(new Heard(source == Source.AMI ? cut.until : answered, known));
                List<PresentChannel> present = pbx.presentAt(read);
                kept.add(new Heard(answered, new Fact.Snapshot(source, shown(source, present))));
                if (source == Source.AMI) {
                    kept.addAll(dialogsRead(present, answered));
                }
            }
        }
        kept.sort(Comparator.comparing(Heard::at));
        return kept;
    }

    /** AMI does not name Call-IDs: they are read afterwards, leg by leg. */
    private static List<PresentChannel> shown(Source source, List<PresentChannel> present) {
        return source == Source.ARI
                ? present
                : present.stream()
                        .map(one -> new PresentChannel(withoutCallId(one.channel()), one.bridge()))
                        .toList();
    }

    private static Channel withoutCallId(Channel channel) {
        return new Channel(
                channel.uniqueid(),
                channel.name(),
                channel.state(),
                channel.context(),
                channel.extension(),
                channel.application(),
                channel.applicationData(),
                null,
                channel.linkedId(),
                channel.callerNumber());
    }

    private static List<Heard> dialogsRead(List<PresentChannel> present, Instant from) {
        List<Heard> read = new ArrayList<>();
        for (PresentChannel one : present) {
            Channel channel = one.channel();
            String callId = channel.callId();
            if (callId != null && channel.state() == Channel.State.UP) {
                Fact dialog =
                        new Fact.DialogRead(Source.AMI, channel.uniqueid(), callId, "pbx", "phone");
                read.add(new Heard(from.plusMillis(5L + read.size()), dialog));
            }
        }
        return read;
    }

    private List<Heard> late(List<Heard> told, Random random) {
        List<Heard> late = new ArrayList<>();
        Duration lag = Duration.ZERO;
        Instant last = Instant.EPOCH;
        for (Heard one : told) {
            if (random.nextInt(20) == 0) {
                lag = Duration.ofMillis(random.nextLong(mostLag.toMillis()));
            }
            Instant at = one.at().plus(lag);
            last = at.isBefore(last) ? last : at;
            late.add(new Heard(last, one.fact()));
            if (repeated > 0 && random.nextInt(repeated) == 0) {
                late.add(new Heard(last, one.fact()));
            }
        }
        return late;
    }
}
