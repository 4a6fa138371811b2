package dev.referee.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;

/** Run as a process of its own: a log on a disk that is full for a while. */
final class FullDisk {
    private static final long SMALL = 2L << 20;
    private static final String SENTENCE = "x".repeat(2_000);

    private final Path filler;
    private final LogFixture fixture;
    private final boolean isSmallDisk;

    private FullDisk(Path folder) throws Exception {
        this.filler = folder.resolve("filler");
        this.fixture = new LogFixture(folder.resolve("referee.db"));
        this.isSmallDisk = ChildProcess.freeSpace(folder) < SMALL;
    }

    /** Takes the folder; ends with 0 when all is as it should be. */
    public static void main(String[] arguments) throws Exception {
        new FullDisk(Path.of(arguments[0])).play();
        System.out.println("All is well");
        System.exit(0);
    }

    private void play() throws Exception {
        append(10);
        fill();
        while (fixture.log.status().up()) {
            append(1);
        }
        fixture.awaitTrouble(isSmallDisk ? "the disk is full" : "the disk failed");
        append(LogFixture.IN_MEMORY - 2);
        makeRoom();
        fixture.awaitHealth();
        append(3);
        fixture.restart();
        List<String> told =
                fixture.told().stream().map(entry -> entry.event().id()).toList();
        List<String> kept = fixture.after(fixture.told().getFirst().position())
                .orElseThrow(() -> new AssertionError("the history is lost"));
        check(told.subList(1, told.size()).equals(kept), told + " became " + kept);
        try (Connection connection = fixture.intruder()) {
            check(
                    Sqlite.number(
                                    connection,
                                    "SELECT count(*) FROM pragma_integrity_check"
                                            + " WHERE integrity_check = 'ok'")
                            == 1,
                    "the file is torn");
        }
        fixture.close();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            int n = fixture.told().size() + 1;
            fixture.log.append(Transfers.saying(SENTENCE, Transfers.requested("t" + n)));
            fixture.awaitTold(n);
        }
    }

    private void fill() throws Exception {
        if (!isSmallDisk) {
            limitFiles(String.valueOf(Files.size(fixture.file)));
            return;
        }
        try {
            while (true) {
                Files.write(
                        filler,
                        new byte[4_096],
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            check(String.valueOf(full.getMessage()).contains("space"), full.toString());
        }
    }

    private void makeRoom() throws Exception {
        if (isSmallDisk) {
            Files.delete(filler);
        } else {
            limitFiles("unlimited");
        }
    }

    private static void limitFiles(String bytes) throws Exception {
        int status = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        String.valueOf(ProcessHandle.current().pid()),
                        "--fsize=" + bytes + ":")
                .inheritIO()
                .start()
                .waitFor();
        check(status == 0, "prlimit failed");
    }

    private static void check(boolean good, String complaint) {
        if (!good) {
            throw new AssertionError(complaint);
        }
    }
}
