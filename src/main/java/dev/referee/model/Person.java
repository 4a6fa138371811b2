package dev.referee.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody who has several endpoints: a call to one of them is a call to the person.
 *
 * @param endpoints two or more, like {@code PJSIP/anna}
 */
public record Person(Set<String> endpoints) {
    /** What {@link #of} takes, to complete "it must be …". */
    public static final String EXPECTED =
            "two endpoints or more with commas between them, like PJSIP/anna,PJSIP/anna-mobile";

    private static final int MOST_ENDPOINTS = 20;
    private static final Pattern ENDPOINT = Pattern.compile("[^\\s*,/]{1,80}/[^\\s*,]{1,200}");

    public Person {
        endpoints = Set.copyOf(endpoints);
    }

    /** Reads one that somebody wrote; empty for what is none. */
    public static Optional<Person> of(String text) {
        List<String> endpoints = List.of(text.split(",", -1));
        Set<String> different = new LinkedHashSet<>(endpoints);
        boolean isOne = different.size() == endpoints.size()
                && endpoints.size() > 1
                && endpoints.size() <= MOST_ENDPOINTS
                && endpoints.stream().allMatch(one -> ENDPOINT.matcher(one).matches());
        return isOne ? Optional.of(new Person(different)) : Optional.empty();
    }
}
