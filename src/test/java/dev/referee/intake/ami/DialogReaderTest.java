package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class DialogReaderTest {
    private static Fact answered(int number) {
        return seen(number, Channel.State.UP);
    }

    private static Fact seen(int number, Channel.State state) {
        return new Fact.ChannelSeen(
                Source.AMI, new Channel("1." + number, "PJSIP/a-1", state, null, null, null, null));
    }

    @Test
    void phoneThatRingsIsAskedAboutSoThatItIsRecognisedWhenItRefuses() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        DialogReader reader = new DialogReader(uniqueid -> {
            asked.add(uniqueid);
            return true;
        });
        reader.readAfter(seen(1, Channel.State.DOWN));
        reader.readAfter(seen(2, Channel.State.RINGING));
        assertEquals("1.2", asked.poll(20, TimeUnit.SECONDS));
        reader.readAfter(seen(2, Channel.State.RINGING));
        reader.readAfter(seen(2, Channel.State.UP));
        reader.readAfter(seen(2, Channel.State.UP));
        reader.readAfter(seen(3, Channel.State.UP));
        Set<String> others = new HashSet<>();
        others.add(asked.poll(20, TimeUnit.SECONDS));
        others.add(asked.poll(20, TimeUnit.SECONDS));
        assertEquals(Set.of("1.2", "1.3"), others);
        reader.close();
    }

    @Test
    void callerIsAskedAboutBeforeItIsAnsweredSinceItMayTransferAtOnce() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        DialogReader reader = new DialogReader(uniqueid -> {
            asked.add(uniqueid);
            return true;
        });
        reader.readAfter(seen(1, Channel.State.CALLING));
        assertEquals("1.1", asked.poll(20, TimeUnit.SECONDS));
        // It may have been too early.
        reader.readAfter(seen(1, Channel.State.UP));
        assertEquals("1.1", asked.poll(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void secondReadingOfAChannelWaitsForTheEndOfTheFirst() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        CountDownLatch asterisk = new CountDownLatch(1);
        DialogReader reader = new DialogReader(uniqueid -> {
            asked.add(uniqueid);
            if (uniqueid.equals("1.1")) {
                asterisk.await();
            }
            return true;
        });
        reader.readAfter(seen(1, Channel.State.CALLING));
        assertEquals("1.1", asked.poll(20, TimeUnit.SECONDS));
        reader.readAfter(seen(1, Channel.State.UP));
        reader.readAfter(seen(2, Channel.State.UP));
        assertEquals("1.2", asked.poll(20, TimeUnit.SECONDS), "one of 1.1 is under way");
        asterisk.countDown();
        assertEquals("1.1", asked.poll(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void moreLegsThanCanWaitAreLetBeUntilToldOfAgain() throws Exception {
        int room = DialogReader.MAX_WAITING + DialogReader.IN_FLIGHT;
        CountDownLatch asterisk = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(room);
        CountDownLatch again = new CountDownLatch(1);
        Set<String> asked = ConcurrentHashMap.newKeySet();
        DialogReader reader = new DialogReader(uniqueid -> {
            asterisk.await();
            asked.add(uniqueid);
            answers.countDown();
            if (uniqueid.equals("1." + room)) {
                again.countDown();
            }
            return true;
        });
        for (int i = 0; i <= room; i++) {
            reader.readAfter(answered(i));
        }
        asterisk.countDown();
        assertEquals(true, answers.await(20, TimeUnit.SECONDS));
        assertEquals(room, asked.size());
        reader.readAfter(answered(room));
        assertEquals(true, again.await(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void nothingHappensAfterTheClose() {
        DialogReader reader = new DialogReader(uniqueid -> {
            throw new AssertionError("asked");
        });
        reader.close();
        reader.readAfter(answered(1));
    }
}
