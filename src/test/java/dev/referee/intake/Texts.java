package dev.referee.intake;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;

/** What a fact says, for tests of how much it may say. */
public final class Texts {
    private Texts() {}

    /** The length of the longest text in a record, and in what it holds. */
    public static int longestIn(@Nullable Object found) {
        return switch (found) {
            case null -> 0;
            case String text -> text.length();
            case Collection<?> all ->
                all.stream().mapToInt(Texts::longestIn).max().orElse(0);
            case Record record -> longestInRecord(record);
            default -> 0;
        };
    }

    private static int longestInRecord(Record record) {
        int longest = 0;
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                longest = Math.max(longest, longestIn(component.getAccessor().invoke(record)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new LinkageError("cannot read " + component, e);
            }
        }
        return longest;
    }
}
