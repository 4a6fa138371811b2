package dev.referee.webhook;

import java.util.List;

/** Reads what describes a receiver, by the rules of an item of {@code webhooks}. */
@FunctionalInterface
public interface Definitions {
    /**
     * Reads a JSON object with the keys of an item. A secret may be missing, and none may stand in
     * a file.
     */
    Definition read(String json);

    /** What was read. */
    sealed interface Definition {
        /**
         * It is right.
         *
         * @param subscription without secrets where none are given
         * @param warnings what should be changed, a sentence each, without secrets
         */
        record Right(Subscription subscription, List<String> warnings) implements Definition {
            public Right {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * It is not.
         *
         * @param problems all that is wrong, a sentence or two each, without secrets; at least one
         */
        record Wrong(List<String> problems) implements Definition {
            public Wrong {
                problems = List.copyOf(problems);
            }
        }
    }
}
