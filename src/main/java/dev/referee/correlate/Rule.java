package dev.referee.correlate;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One rule of how a transfer stands: of a list the first whose condition holds decides.
 *
 * @param name what is the case, as the evidence has it: {@code the transferee hung up}
 * @param when its condition
 * @param then what follows
 */
record Rule(String name, Predicate<Scene> when, Function<Scene, Assessment> then) {
    /** What the first rule that holds says of a scene, and its name. The last rule always holds. */
    static Finding first(List<Rule> rules, Scene scene) {
        for (Rule rule : rules) {
            if (rule.when.test(scene)) {
                return new Finding(rule, rule.then.apply(scene), scene);
            }
        }
        throw new IllegalStateException("no rule holds");
    }

    /** What a rule found in a scene. */
    record Finding(Rule rule, Assessment assessment, Scene scene) {}
}
