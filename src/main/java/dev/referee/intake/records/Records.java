package dev.referee.intake.records;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/**
 * Records that are read one after the other; whoever opened them closes them. For one thread.
 *
 * @param <T> CEL or CDR
 */
public interface Records<T> extends Closeable {
    /**
     * The next record, or null at the end.
     *
     * @throws RecordsException naming the record when it is broken, or when reading fails. Nothing can
     *     be read after it
     */
    @Nullable
    T next() throws RecordsException;
}
