package dev.referee.correlate;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One rule for the state of a transfer: in a list, the first rule that matches decides.
 *
 * @param name what is the case, as the evidence has it: {@code the transferee hung up}
 * @param says what follows; null where it is not the case
 */
record Rule(String name, Function<Scene, @Nullable Assessment> says) {
    /**
     * Creates one of a condition.
     *
     * @param then what follows when it holds
     */
    Rule(String name, Predicate<Scene> when, Function<Scene, Assessment> then) {
        this(name, scene -> when.test(scene) ? then.apply(scene) : null);
    }

    /**
     * One that holds where something is found.
     *
     * @param what looks for it; null for nothing
     * @param then what follows from what was found
     */
    static <T> Rule found(
            String name, Function<Scene, @Nullable T> what, BiFunction<Scene, T, Assessment> then) {
        return new Rule(name, scene -> {
            T found = what.apply(scene);
            return found == null ? null : then.apply(scene, found);
        });
    }

    /** What the first rule that holds says of a scene, and its name; null when none does. */
    static @Nullable Finding first(List<Rule> rules, Scene scene) {
        for (Rule rule : rules) {
            Assessment said = rule.says.apply(scene);
            if (said != null) {
                return new Finding(rule, said, said, scene);
            }
        }
        return null;
    }

    /**
     * What a rule found in a scene.
     *
     * @param assessment what its source may say
     * @param found what the rule said: the same, unless the source has missed a part
     */
    record Finding(Rule rule, Assessment assessment, Assessment found, Scene scene) {}
}
