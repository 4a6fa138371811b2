package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What happens to HEP's packets on their way: it has no connection, so that nobody sees what is
 * lost.
 *
 * @param lost one packet in so many is lost; 0 for none, 1 for all: HEP is off
 * @param doubled one packet in so many comes twice; 0 for none
 * @param mostLag how late a packet may be, the order kept
 * @param mostJitter how much later a packet may come than the one after it
 */
record SipWeather(String name, int lost, int doubled, Duration mostLag, Duration mostJitter) {
    static final SipWeather OFF = new SipWeather("without HEP", 1, 0, Duration.ZERO, Duration.ZERO);
    static final SipWeather CALM = new SipWeather("HEP", 0, 0, Duration.ofMillis(2), Duration.ZERO);

    /** Whether every packet comes. */
    boolean isWhole() {
        return lost == 0;
    }

    boolean isOff() {
        return lost == 1;
    }

    List<Heard> over(List<Heard> told, Random random) {
        List<Heard> heard = new ArrayList<>();
        Duration lag = Duration.ZERO;
        Instant last = Instant.EPOCH;
        for (Heard one : told) {
            if (random.nextInt(10) == 0) {
                lag = upTo(mostLag, random);
            }
            Instant at = one.at().plus(lag);
            last = at.isBefore(last) ? last : at;
            if (lost == 0 || random.nextInt(lost) != 0) {
                heard.add(new Heard(last.plus(upTo(mostJitter, random)), one.fact()));
            }
            if (doubled > 0 && random.nextInt(doubled) == 0) {
                heard.add(new Heard(last.plus(upTo(Duration.ofMillis(600), random)), one.fact()));
            }
        }
        heard.sort(Comparator.comparing(Heard::at));
        return heard;
    }

    private static Duration upTo(Duration most, Random random) {
        return most.isZero() ? most : Duration.ofNanos(random.nextLong(most.toNanos()));
    }
}
