package dev.referee.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings as values of their keys. What cannot be read becomes a problem and counts as not
 * given, so that one run names everything that is wrong.
 */
final class Values {
    private static final int MOST_SECRET_BYTES = 4_096;

    private final Map<String, Setting> fromFile;
    private final Map<String, Setting> fromEnvironment;
    private final List<String> problems;
    private final List<String> warnings;
    private final Map<String, String> secretsInFiles = new HashMap<>();

    Values(
            Map<String, Setting> fromFile,
            Map<String, Setting> fromEnvironment,
            List<String> problems,
            List<String> warnings) {
        this.fromFile = fromFile;
        this.fromEnvironment = fromEnvironment;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** All that was given, and what the files with secrets hold that were read so far. */
    Given given() {
        Map<String, String> texts = new HashMap<>();
        fromFile.forEach((path, setting) -> texts.put(path, setting.text()));
        fromEnvironment.forEach((path, setting) -> texts.put(path, setting.text()));
        secretsInFiles.forEach((path, secret) -> texts.merge(path, "\n" + secret, String::concat));
        return new Given(texts);
    }

    /** The value of a key that has a default. */
    <T> T get(Key<T> key) {
        return find(key)
                .or(() -> Optional.ofNullable(key.initial()).flatMap(key.type()::parse))
                .orElseThrow();
    }

    /** The value that was given for a key. */
    <T> Optional<T> find(Key<T> key) {
        Optional<Setting> setting = Optional.ofNullable(fromEnvironment.get(key.path()))
                .or(() -> Optional.ofNullable(fromFile.get(key.path())));
        return setting.flatMap(given -> parse(key, key.path(), given));
    }

    /** Whether something was given for a key, right or wrong. */
    boolean isGiven(Key<?> key) {
        return fromEnvironment.containsKey(key.path()) || fromFile.containsKey(key.path());
    }

    /** The values that were given for a list: all of the environment's, else all of the file's. */
    <T> List<T> list(Key<T> key) {
        Map<String, Setting> layer =
                fromEnvironment.containsKey(key.entry(1)) ? fromEnvironment : fromFile;
        List<T> values = new ArrayList<>();
        for (int number = 1; number <= key.most() + 1; number++) {
            Setting given = layer.get(key.entry(number));
            if (given != null && number > key.most()) {
                problems.add(given.where() + ": " + key.path() + " has more than " + key.most()
                        + " values. Use patterns that cover several values.");
            } else if (given != null) {
                parse(key, key.entry(number), given).ifPresent(values::add);
            }
        }
        return values;
    }

    private <T> Optional<T> parse(Key<T> key, String name, Setting given) {
        Optional<T> value = key.type().parse(given.text());
        if (value.isEmpty()) {
            String problem = given.where() + ": " + name + " is " + key.type().shown(given.text())
                    + ": it must be " + key.type().expected() + "."
                    + Suggestion.among(key.type().words(), given.text());
            // A key that is read for two purposes is wrong once.
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }
        return value;
    }

    /** Whether anything was given for a key of a section, for example {@code pbx.ami}. */
    boolean hasAnyOf(String section) {
        return Stream.of(fromEnvironment, fromFile)
                .flatMap(layer -> layer.keySet().stream())
                .anyMatch(path -> path.startsWith(section + "."));
    }

    /** The file that was given for a key; a name in a file counts from that file's folder. */
    Optional<Path> findFile(Key<String> key) {
        Optional<Setting> setting = Optional.ofNullable(fromEnvironment.get(key.path()))
                .or(() -> Optional.ofNullable(fromFile.get(key.path())));
        return setting.flatMap(given -> parse(key, key.path(), given).flatMap(name -> {
            try {
                return Optional.of(given.resolve(name));
            } catch (InvalidPathException e) {
                problems.add(given.where() + ": " + key.path() + " does not name a file.");
                return Optional.empty();
            }
        }));
    }

    /**
     * A secret that must be there, as {@link #findSecret} reads it.
     *
     * @return the secret; empty text after a problem
     */
    String secret(Key<String> direct, Key<String> inFile) {
        return findSecret(direct, inFile).orElseGet(() -> {
            problems.add(direct.path() + " is missing. Set it or " + inFile.path()
                    + " in the configuration file, or the environment variable "
                    + direct.variable() + " or " + inFile.variable() + ".");
            return "";
        });
    }

    /**
     * A secret, given itself or by the name of a file that holds it. Either one in the environment
     * replaces both in the configuration file.
     *
     * @return empty when neither is given; empty text after a problem
     */
    Optional<String> findSecret(Key<String> direct, Key<String> inFile) {
        for (Map<String, Setting> layer : List.of(fromEnvironment, fromFile)) {
            Setting itself = layer.get(direct.path());
            Setting path = layer.get(inFile.path());
            if (itself != null && path != null) {
                problems.add(path.where() + ": " + direct.path() + " and " + inFile.path()
                        + " are both set. Remove one.");
                return Optional.of("");
            }
            if (itself != null) {
                if (itself.file() != null) {
                    warnIfOpenToAll(itself.file());
                }
                return Optional.of(find(direct).orElse(""));
            }
            if (path != null) {
                return Optional.of(
                        find(inFile).map(name -> secretIn(name, path, inFile)).orElse(""));
            }
        }
        return Optional.empty();
    }

    private String secretIn(String name, Setting setting, Key<String> key) {
        String place = setting.where() + ": " + key.path() + ": ";
        try {
            Path file = setting.resolve(name);
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MOST_SECRET_BYTES);
            }
            String secret = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("\r?\n$", "");
            secretsInFiles.put(key.path(), secret);
            warnIfOpenToAll(file);
            if (ValueType.secretText().parse(secret).isEmpty()) {
                problems.add(place + file + " must hold the secret and nothing else: "
                        + ValueType.secretText().expected() + ".");
            }
            return secret;
        } catch (IOException | InvalidPathException e) {
            problems.add(place + name + " cannot be read. It must be a text file in UTF-8 that"
                    + " this user may read.");
            return "";
        }
    }

    /** Warns about a file with a secret that everybody on this machine may read. */
    void warnIfOpenToAll(Path file) {
        try {
            boolean open = Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file)
                            .contains(PosixFilePermission.OTHERS_READ);
            String warning = file + " holds a secret, and every user of this machine may read"
                    + " it: chmod o-r " + file;
            if (open && !warnings.contains(warning)) {
                warnings.add(warning);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A warning that cannot be made is no reason not to start.
        }
    }
}
