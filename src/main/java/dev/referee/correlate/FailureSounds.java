package dev.referee.correlate;

import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asterisk's own announcements that a call did not work: the table {@code failure-sounds.txt}. A site's
 * own sounds are not in it.
 */
final class FailureSounds {
    private static final Map<String, Reason> TABLE = Tables.rows("failure-sounds.txt").stream()
            .collect(Collectors.toUnmodifiableMap(
                    columns -> columns[0], columns -> Reason.valueOf(Tables.constant(columns[1]))));

    private FailureSounds() {}

    /**
     * Why a call failed that an announcement was played to.
     *
     * @param data what Playback or Background was started with: {@code ss-noservice&goodbye,noanswer}
     * @return null where none of the files says so
     */
    static @Nullable Reason reasonFor(@Nullable String data) {
        if (data == null) {
            return null;
        }
        int comma = data.indexOf(',');
        String files = comma < 0 ? data : data.substring(0, comma);
        for (String file : files.split("&", -1)) {
            String path = file.strip().toLowerCase(Locale.ROOT);
            String name = path.substring(path.lastIndexOf('/') + 1);
            Reason reason = TABLE.getOrDefault(path, TABLE.get(name));
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
