package dev.referee.model;

import org.jspecify.annotations.Nullable;

/**
 * A bridge of Asterisk as one source described it.
 *
 * @param id its unique id
 * @param technology for example {@code simple_bridge}, {@code softmix}, {@code holding_bridge};
 *     null where the source did not say
 */
public record Bridge(String id, @Nullable String technology) {
    /** Whether channels in it wait and hear nobody: parking lots and {@code BridgeWait}. */
    public boolean isHolding() {
        return "holding_bridge".equals(technology);
    }
}
