package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * A bridge of Asterisk as one source described it.
 *
 * @param id its unique id
 * @param technology for example {@code simple_bridge}, {@code softmix}, {@code holding_bridge};
 *     null where the source did not say
 * @param parking whether it is a parking lot (AMI {@code BridgeType}, ARI {@code bridge_class})
 */
public record Bridge(String id, @Nullable String technology, boolean parking) {
    /** One that is no parking lot. */
    public Bridge(String id, @Nullable String technology) {
        this(id, technology, false);
    }

    /** Whether channels in it wait and hear nobody: parking lots and {@code BridgeWait}. */
    public boolean isHolding() {
        return "holding_bridge".equals(technology);
    }

    /** Whether it mixes more than two: a conference, or a call that grew beyond two. */
    public boolean isMixing() {
        return "softmix".equals(technology);
    }
}
