package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
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
        DialogReader reader = new DialogReader(uniqueids -> {
            asked.addAll(uniqueids);
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
        DialogReader reader = new DialogReader(uniqueids -> {
            asked.addAll(uniqueids);
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
    void legsThatWaitAreAskedAboutTogether() throws Exception {
        BlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
        CountDownLatch asterisk = new CountDownLatch(1);
        DialogReader reader = new DialogReader(uniqueids -> {
            asked.add(List.copyOf(uniqueids));
            asterisk.await();
            return true;
        });
        reader.readAfter(seen(0, Channel.State.CALLING));
        assertEquals(List.of("1.0"), asked.poll(20, TimeUnit.SECONDS));
        for (int i = 1; i <= DialogReader.IN_FLIGHT; i++) {
            reader.readAfter(answered(i));
        }
        reader.readAfter(answered(0));
        asterisk.countDown();
        List<String> most = asked.poll(20, TimeUnit.SECONDS);
        assertEquals(DialogReader.IN_FLIGHT, most == null ? 0 : most.size());
        assertEquals(List.of("1.0"), asked.poll(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void moreLegsThanCanWaitAreLetBeUntilToldOfAgain() throws Exception {
        CountDownLatch asterisk = new CountDownLatch(1);
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        DialogReader reader = new DialogReader(uniqueids -> {
            asked.addAll(uniqueids);
            asterisk.await();
            return true;
        });
        reader.readAfter(answered(0));
        assertEquals("1.0", asked.poll(20, TimeUnit.SECONDS));
        for (int i = 1; i <= DialogReader.MAX_WAITING + 1; i++) {
            reader.readAfter(answered(i));
        }
        asterisk.countDown();
        for (int i = 1; i <= DialogReader.MAX_WAITING; i++) {
            assertEquals("1." + i, asked.poll(20, TimeUnit.SECONDS));
        }
        int tooMany = DialogReader.MAX_WAITING + 1;
        reader.readAfter(answered(tooMany));
        assertEquals("1." + tooMany, asked.poll(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void nothingHappensAfterTheClose() {
        DialogReader reader = new DialogReader(uniqueids -> {
            throw new AssertionError("asked");
        });
        reader.close();
        reader.readAfter(answered(1));
    }
}
