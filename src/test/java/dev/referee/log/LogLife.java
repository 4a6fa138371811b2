package dev.referee.log;

import dev.referee.log.EventLog.Entry;
import dev.referee.log.EventLog.Position;
import dev.referee.model.Transfer;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * Run as a process of its own until it is killed: opens a log, says what is in it, and appends as
 * fast as the disk allows. Says a line of everything that the log tells, as a browser is shown it.
 */
final class LogLife {
    static final String HAS = "has";
    static final String TOLD = "told";
    /** Of a line that was said as a whole. */
    static final String END = ".";

    private static final int MOST_AT_ONCE = 100;
    private static final int PAGE = 100;

    private LogLife() {}

    /** Takes the file. */
    public static void main(String[] arguments) throws Exception {
        LogSettings settings = LogFixture.settings(Path.of(arguments[0]));
        LogSettings roomy = new LogSettings(
                settings.file(),
                true,
                1_000_000,
                settings.age(),
                settings.bytes(),
                4 * MOST_AT_ONCE,
                settings.dialogs(),
                settings.notifies(),
                settings.notifyBytes());
        SqliteLog log = SqliteLog.open(roomy, () -> Transfers.AT);
        Position newest = log.newest();
        Position from = new Position(newest.epoch(), 0);
        while (from.offset() < newest.offset()) {
            for (Entry entry :
                    log.after(from, PAGE).toCompletableFuture().join().orElseThrow()) {
                say(HAS, entry);
                from = entry.position();
            }
        }
        System.out.println("open " + log.status());
        Semaphore room = new Semaphore(MOST_AT_ONCE);
        log.listen(entry -> {
            say(TOLD, entry);
            room.release();
        });
        for (long n = newest.offset(); ; n++) {
            // Each twice, and what the life before it appended last, once more.
            log.append(Transfers.ended("t" + n, 1, Transfer.Reason.BUSY));
            room.acquire();
            log.append(Transfers.ended("t" + (n + 1), 1, Transfer.Reason.BUSY));
        }
    }

    private static void say(String what, Entry entry) {
        System.out.println(what + " " + entry.position().epoch() + " " + entry.offset() + " "
                + entry.event().id() + END);
    }
}
