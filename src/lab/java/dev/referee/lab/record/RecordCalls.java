package dev.referee.lab.record;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.referee.asterisk.Asterisk;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./lab record}: records calls. {@code RecordCalls ASTERISK JAR FOLDER [PATTERN...]}, for example
 *
 * <pre>{@code RecordCalls 127.0.0.1:5060:5038:8088:9060 target/referee.jar captures k01_.* }</pre>
 *
 * <p>The address is the host and the ports of SIP, AMI, HTTP and HEP. Each call whose name matches a
 * pattern (all without one) becomes {@code NAME.jsonl.gz}; its truth goes to {@code expected.json}
 * and its sentence to {@code README.md}. One that did not go as told is left out. With {@code
 * -Dtexts.only=true} it only writes those two anew, for the files that are there.
 */
public final class RecordCalls {
    private static final PrintStream OUT = System.out;
    private static final String ITEM = "- `";

    private final Asterisk.Address asterisk;
    private final Path jar;
    private final Path folder;

    private RecordCalls(Asterisk.Address asterisk, Path jar, Path folder) {
        this.asterisk = asterisk;
        this.jar = jar;
        this.folder = folder;
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        String[] address = arguments[0].split(":", -1);
        Asterisk.Address asterisk = new Asterisk.Address(
                address[0],
                Integer.parseInt(address[1]),
                Integer.parseInt(address[2]),
                Integer.parseInt(address[3]),
                Integer.parseInt(address[4]));
        List<String> patterns = List.of(arguments).subList(3, arguments.length);
        RecordCalls recorder =
                new RecordCalls(asterisk, Path.of(arguments[1]), Path.of(arguments[2]));
        boolean isRecording = !Boolean.getBoolean("texts.only");
        int failures = 0;
        for (Story story : all()) {
            if (patterns.isEmpty() || patterns.stream().anyMatch(story.name()::matches)) {
                if (isRecording) {
                    failures += recorder.record(story) ? 0 : 1;
                } else {
                    recorder.noteIfRecorded(story);
                    recorder.noteIfRecorded(story.on16());
                }
            }
        }
        System.exit(failures);
    }

    private static List<Story> all() {
        return Stream.of(
                        FailedApplications.all(),
                        AgentsBehindLocal.all(),
                        CallBacks.all(),
                        LostCallers.all(),
                        Consultations.all(),
                        DiallerStories.all(),
                        Machines.all(),
                        Announcements.all())
                .flatMap(List::stream)
                .toList();
    }

    private boolean record(Story story) throws Exception {
        Path work = Files.createTempDirectory("record-calls");
        long start = System.nanoTime();
        try (Studio studio = new Studio(asterisk);
                Recording recording = Recording.start(jar, asterisk, work)) {
            story.play().on(studio);
            studio.pause(1);
            studio.hangUpAll();
            studio.pause(2);
            Story recorded = studio.ari().version().startsWith("16.") ? story.on16() : story;
            recording.keepAs(file(recorded));
            note(recorded);
            OUT.printf(
                    "%s: recorded (%d s)%n",
                    story.name(), (System.nanoTime() - start) / 1_000_000_000);
            return true;
        } catch (Exception | AssertionError e) {
            OUT.println(story.name() + ": FAILED " + e);
            for (StackTraceElement one : e.getStackTrace()) {
                if (one.getClassName().startsWith(getClass().getPackageName())) {
                    OUT.println("    " + one);
                }
            }
            return false;
        }
    }

    private void noteIfRecorded(Story story) throws IOException {
        if (Files.exists(file(story))) {
            note(story);
        }
    }

    private Path file(Story story) {
        return folder.resolve(story.name() + ".jsonl.gz");
    }

    @SuppressWarnings("unchecked")
    private void note(Story story) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path truths = folder.resolve("expected.json");
        Map<String, Object> all = json.readValue(truths.toFile(), LinkedHashMap.class);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        Object truth = story.truths().stream().map(Truth::json).toList();
        Files.writeString(
                truths,
                json.writer(printer).writeValueAsString(with(all, story.name(), truth)) + "\n");

        Path readme = folder.resolve("README.md");
        List<String> head = new ArrayList<>();
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(readme, StandardCharsets.UTF_8)) {
            if (line.startsWith(ITEM)) {
                lines.put(line.substring(ITEM.length(), line.indexOf('`', ITEM.length())), line);
            } else {
                head.add(line);
            }
        }
        String line = ITEM + story.name() + "`: " + story.sentence();
        head.addAll(with(lines, story.name(), line).values());
        Files.write(readme, head);
    }

    /** What there was keeps its order; what is new stands before the first that comes after it. */
    private static <T> Map<String, T> with(Map<String, T> all, String name, T value) {
        Map<String, T> more = new LinkedHashMap<>();
        for (Map.Entry<String, T> entry : all.entrySet()) {
            if (!all.containsKey(name) && entry.getKey().compareTo(name) > 0) {
                more.putIfAbsent(name, value);
            }
            more.put(entry.getKey(), entry.getValue());
        }
        more.put(name, value);
        return more;
    }
}
