package dev.referee.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process takes of the machine. */
record ProcessFigures(long pid) {
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** Bytes of its heap that are in use after a full garbage collection. */
    long liveBytes() throws IOException, InterruptedException {
        // Collects first, and counts what is left.
        Process jcmd = new ProcessBuilder(java("jcmd"), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return number(TOTAL, answer);
    }

    /** Bytes of memory that it occupies. */
    long residentBytes() throws IOException {
        return 1024 * number(RESIDENT, status());
    }

    /** The most bytes of memory that it has occupied so far. */
    long peakResidentBytes() throws IOException {
        return 1024 * number(PEAK, status());
    }

    /** Processor time that it has used so far. */
    Duration processorTime() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private String status() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** A program of the JDK that runs this. */
    static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }
}
