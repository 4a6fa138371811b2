package dev.referee.intake.ami;

import dev.referee.intake.ami.Actions.DialogPart;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks for the parts of a dialog in one write, past asterisk-java, which would send and await them
 * one by one: every leg of every call is asked for its dialog.
 */
final class DialogLine implements DialogReader.Asker {
    private final Sender sender;
    private final Duration patience;

    /** By the uniqueid of each channel that is asked about: the answers that are missing. */
    private final Map<String, CountDownLatch> missing = new ConcurrentHashMap<>();

    /** Writes to the socket at once. */
    @FunctionalInterface
    interface Sender {
        void send(String actions) throws IOException;
    }

    /**
     * @param patience how long answers are waited for
     */
    DialogLine(Sender sender, Duration patience) {
        this.sender = sender;
        this.patience = patience;
    }

    @Override
    public boolean askFor(String uniqueid) throws IOException, InterruptedException {
        if (uniqueid.chars().anyMatch(Character::isISOControl)) {
            throw new IOException("its uniqueid has control characters");
        }
        CountDownLatch answers = new CountDownLatch(DialogPart.values().length);
        missing.put(uniqueid, answers);
        try {
            sender.send(actions(uniqueid));
            return answers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            missing.remove(uniqueid, answers);
        }
    }

    /** A question about this channel was answered, somehow. Any thread; never blocks. */
    void answered(String uniqueid) {
        CountDownLatch answers = missing.get(uniqueid);
        if (answers != null) {
            answers.countDown();
        }
    }

    /**
     * Asterisk finds a channel by its uniqueid too (ast_channel_get_by_name, 16 and 22), which unlike
     * its name does not come again. It answers the actions of a connection one after the other.
     */
    private static String actions(String uniqueid) {
        return Stream.of(DialogPart.values())
                .map(part -> "Action: GetVar\r\nActionID: " + part.actionId(uniqueid)
                        + "\r\nChannel: " + uniqueid
                        + "\r\nVariable: " + part.variable() + "\r\n\r\n")
                .collect(Collectors.joining());
    }
}
