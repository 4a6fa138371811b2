package dev.referee.correlate;

import dev.referee.correlate.RecordedCall.Heard;
import dev.referee.model.Fact.PresentChannel;
import dev.referee.model.Source;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PBX that is killed and started again, or not.
 *
 * @param restart when the first one dies, without a word; {@link Instant#MAX} for never
 * @param second the one that is there from then on; the first one when there is no restart
 */
record Lives(SimulatedPbx first, Instant restart, SimulatedPbx second) {
    static Lives one(SimulatedPbx pbx) {
        return new Lives(pbx, Instant.MAX, pbx);
    }

    private SimulatedPbx at(Instant time) {
        return time.isBefore(restart) ? first : second;
    }

    String lifeAt(Instant time) {
        return at(time).life;
    }

    List<PresentChannel> presentAt(Instant time) {
        return at(time).presentAt(time);
    }

    /** Everything that a source tells, in its own order. */
    List<Heard> toldBy(Source source) {
        List<Heard> before = first.toldBy(source);
        if (first == second) {
            return before;
        }
        return Stream.concat(
                        before.stream().filter(one -> one.at().isBefore(restart)),
                        second.toldBy(source).stream())
                .toList();
    }
}
