package dev.referee.intake.ami;

import dev.referee.intake.ami.Actions.DialogPart;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks for all parts of dialogs in one write, past asterisk-java, which would send and await them one
 * by one: every leg of every call is asked for its dialog. One thread asks.
 */
final class DialogLine implements DialogReader.Asker {
    private final Sender sender;
    private final Duration patience;
    private final @Nullable String sessionHeader;
    private final List<DialogPart> parts;

    /** Counts the answers that are missing. */
    private volatile CountDownLatch missing = new CountDownLatch(0);

    /** Writes to the socket at once. */
    @FunctionalInterface
    interface Sender {
        void send(String actions) throws IOException;
    }

    /**
     * @param patience how long answers are waited for
     * @param sessionHeader the header that is asked for too; null for none
     */
    DialogLine(Sender sender, Duration patience, @Nullable String sessionHeader) {
        this.sender = sender;
        this.patience = patience;
        this.sessionHeader = sessionHeader;
        this.parts = DialogPart.asked(sessionHeader);
    }

    @Override
    public boolean askFor(List<String> uniqueids) throws IOException, InterruptedException {
        StringBuilder actions = new StringBuilder();
        int count = 0;
        for (String uniqueid : uniqueids) {
            // An action of its own could stand behind a line's end.
            if (uniqueid.chars().noneMatch(Character::isISOControl)) {
                add(uniqueid, actions);
                count += parts.size();
            }
        }
        CountDownLatch answers = new CountDownLatch(count);
        missing = answers;
        sender.send(actions.toString());
        return answers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A question was answered, somehow. Any thread; never blocks. */
    void answered() {
        missing.countDown();
    }

    /**
     * Asterisk finds a channel by its uniqueid too (ast_channel_get_by_name, 16 and 22), which unlike
     * its name does not come again.
     */
    private void add(String uniqueid, StringBuilder actions) {
        for (DialogPart part : parts) {
            actions.append("Action: GetVar\r\nActionID: ")
                    .append(part.actionId(uniqueid))
                    .append("\r\nChannel: ")
                    .append(uniqueid)
                    .append("\r\nVariable: ")
                    .append(part.variable(sessionHeader))
                    .append("\r\n\r\n");
        }
    }
}
