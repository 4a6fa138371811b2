package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * A process with a log is killed again and again, at moments that nobody chose: whatever it told is
 * in the file, once, in its place and under its name, and it is all that is in the file but for what
 * was about to be told.
 *
 * <p>{@code -Dreferee.kills=1000} kills more often, {@code -Dreferee.kills.seed=} repeats the moments
 * as well as moments can be repeated.
 */
class LogKillTest {
    private static final int KILLS = Integer.getInteger("referee.kills", 20);
    private static final long SEED = Long.getLong("referee.kills.seed", System.currentTimeMillis());
    private static final int MOST_TOLD_BEFORE_A_KILL = 400;
    private static final int ONE_IN_SO_MANY_WHILE_IT_OPENS = 5;

    @TempDir
    Path folder;

    @Test
    void killingRefereeLosesNoEventThatABrowserWasShownAndDoublesNone() throws Exception {
        Random random = new Random(SEED);
        Path file = folder.resolve("referee.db");
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            boolean early = random.nextInt(ONE_IN_SO_MANY_WHILE_IT_OPENS) == 0;
            live(file, shown, early ? 0 : 1 + random.nextInt(MOST_TOLD_BEFORE_A_KILL));
        }
        live(file, shown, 1);
        assertTrue(shown.size() > KILLS, () -> "shown: " + shown.size());
        assertEquals(shown.size(), new HashSet<>(shown).size(), "each once");
    }

    /** One life: what it finds is what was shown, and a little that was not shown in time. */
    private static void live(Path file, List<String> shown, int told) throws Exception {
        ChildProcess child = ChildProcess.start(LogLife.class, file);
        try {
            List<String> found = new ArrayList<>();
            String line = child.nextLine();
            while (line != null && !line.startsWith("open ")) {
                if (line.startsWith(LogLife.HAS)) {
                    found.add(line.substring(LogLife.HAS.length()));
                    if (told == 0) {
                        return;
                    }
                }
                line = child.nextLine();
            }
            assertTrue(line != null && line.contains("up=true"), child::output);
            assertTrue(found.size() >= shown.size(), () -> hint("lost: " + shown.size()));
            assertEquals(shown, found.subList(0, shown.size()), () -> hint("torn"));
            shown.clear();
            shown.addAll(found);
            for (int i = 0; i < told; i++) {
                line = child.nextLine();
                assertTrue(line != null && line.startsWith(LogLife.TOLD), child::output);
                shown.add(line.substring(LogLife.TOLD.length()));
            }
        } finally {
            child.kill();
        }
        // What it said before it was killed was shown as well.
        String line = child.nextLine();
        while (line != null) {
            if (line.startsWith(LogLife.TOLD) && line.endsWith(LogLife.END)) {
                shown.add(line.substring(LogLife.TOLD.length()));
            }
            line = child.nextLine();
        }
    }

    private static String hint(String what) {
        return what + ". Repeat: -Dreferee.kills.seed=" + SEED;
    }
}
