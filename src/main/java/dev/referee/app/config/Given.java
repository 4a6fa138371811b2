package dev.referee.app.config;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The text that counts for each key, for comparing two configurations. Shows none of it: secrets are
 * among them.
 */
public final class Given {
    private static final Map<String, String> INITIAL = Keys.EVERY.stream()
            .filter(key -> key.initial() != null)
            .collect(Collectors.toUnmodifiableMap(
                    Key::path, key -> Objects.requireNonNull(key.initial())));

    /** By path, those of a list by their own names, with the content of files that hold secrets. */
    private final Map<String, String> texts;

    Given(Map<String, String> texts) {
        this.texts = new TreeMap<>(texts);
    }

    /** The paths of the keys whose values are others than here, in alphabetical order. */
    public Set<String> changedIn(Given other) {
        Set<String> names = new TreeSet<>(texts.keySet());
        names.addAll(other.texts.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(textOf(name), other.textOf(name)))
                .map(name -> name.replaceFirst(" entry \\d+$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Given given && changedIn(given).isEmpty();
    }

    @Override
    public int hashCode() {
        return texts.entrySet().stream()
                .filter(text -> !text.getValue().equals(INITIAL.get(text.getKey())))
                .mapToInt(Object::hashCode)
                .sum();
    }

    private String textOf(String name) {
        return texts.getOrDefault(name, INITIAL.getOrDefault(name, ""));
    }
}
