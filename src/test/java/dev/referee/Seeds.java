package dev.referee;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The seeds of a class of tests that draw at random: those of {@code seeds.txt}, and one that is new in
 * each build, which is printed. One that fails is added to that file. {@code -Dreferee.seeds=50} draws
 * so many new ones instead.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ArgumentsSource(Seeds.Source.class)
public @interface Seeds {
    /** The system property that gives the only one, and the name in {@code seeds.txt}. */
    String value();

    /** For JUnit. */
    final class Source implements ArgumentsProvider, AnnotationConsumer<Seeds> {
        private static final int NEW_ONES = Integer.getInteger("referee.seeds", 1);
        private static final String COMMENT = "#";

        private String property = "";

        @Override
        public void accept(Seeds seeds) {
            property = seeds.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) throws IOException {
            Long only = Long.getLong(property);
            if (only != null) {
                return Stream.of(Arguments.of(only));
            }
            long first = System.currentTimeMillis();
            // Some add small numbers to theirs.
            LongStream drawn =
                    LongStream.range(0, NEW_ONES).map(number -> first + number * 1_000_000);
            return LongStream.concat(kept().stream().mapToLong(Long::longValue), drawn)
                    .peek(seed -> System.out.println("-D" + property + "=" + seed))
                    .mapToObj(Arguments::of);
        }

        private List<Long> kept() throws IOException {
            InputStream file =
                    Objects.requireNonNull(Seeds.class.getResourceAsStream("/seeds.txt"));
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
                return lines.lines()
                        .filter(line -> !line.startsWith(COMMENT))
                        .map(line -> line.split(" ", 3))
                        .filter(words -> words[0].equals(property))
                        .map(words -> Long.valueOf(words[1]))
                        .toList();
            }
        }
    }
}
