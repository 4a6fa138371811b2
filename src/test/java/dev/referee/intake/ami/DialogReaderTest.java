package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.asteriskjava.manager.response.ManagerError;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class DialogReaderTest {
    private static Fact answered(int number) {
        return new Fact.ChannelSeen(
                Source.AMI,
                new Channel("1." + number, "PJSIP/a-1", Channel.State.UP, null, null, null, null));
    }

    @Test
    void moreLegsThanCanWaitAreLetBeUntilToldOfAgain() throws Exception {
        int room = DialogReader.MAX_WAITING + DialogReader.IN_FLIGHT;
        CountDownLatch asterisk = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(room);
        CountDownLatch again = new CountDownLatch(1);
        Set<String> asked = ConcurrentHashMap.newKeySet();
        DialogReader reader = new DialogReader(action -> {
            try {
                asterisk.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            asked.add(action.getChannel());
            answers.countDown();
            if (action.getChannel().equals("1." + room)) {
                again.countDown();
            }
            return new ManagerError();
        });
        for (int i = 0; i <= room; i++) {
            reader.heard(answered(i));
        }
        asterisk.countDown();
        assertEquals(true, answers.await(20, TimeUnit.SECONDS));
        assertEquals(room, asked.size());
        reader.heard(answered(room));
        assertEquals(true, again.await(20, TimeUnit.SECONDS));
        reader.close();
    }

    @Test
    void nothingHappensAfterTheClose() {
        DialogReader reader = new DialogReader(action -> {
            throw new AssertionError("asked");
        });
        reader.close();
        reader.heard(answered(1));
    }
}
