package dev.referee.app;

import dev.referee.audit.History;
import dev.referee.log.Archive;
import dev.referee.log.LogDamage;
import dev.referee.log.LogRefusal;
import dev.referee.model.Transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Consumer;

/** What the log's file holds of the Referees before this one. */
final class FileHistory implements History {
    private final Path file;

    FileHistory(Path file) {
        this.file = file;
    }

    @Override
    public Instant read(Instant now, Consumer<Transfer> taker) throws Unreadable {
        try {
            return Archive.<RuntimeException>read(file, taker::accept);
        } catch (LogRefusal | LogDamage | SQLException | IOException e) {
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        }
    }
}
