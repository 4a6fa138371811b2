package dev.referee.lab.record;

import java.util.List;

/**
 * A call worth recording.
 *
 * @param name of its file, for example {@code k01_audiosocket_refused}
 * @param sentence what happened, for the folder's README
 * @param truths the ends of its transfers, in the order in which they came; none where nothing was
 *     transferred
 * @param play makes the call, and fails where it goes another way
 */
record Story(String name, String sentence, List<Truth> truths, Play play) {
    /** The people's part. */
    interface Play {
        void on(Studio studio) throws Exception;
    }

    static Story of(String name, String sentence, Truth truth, Play play) {
        return new Story(name, sentence, List.of(truth), play);
    }

    /** The same on an Asterisk 16: a file of its own, {@code NAME_16}. */
    Story on16() {
        return new Story(name + "_16", "on 16.28: " + sentence, truths, play);
    }

    /** One in which nothing is transferred. */
    static Story ofNothing(String name, String sentence, Play play) {
        return new Story(name, sentence, List.of(), play);
    }
}
