package dev.referee.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a busy Asterisk says: calls that begin, are transferred and end, many at one time. */
final class Load {
    /** Frames that are sent at once. */
    static final int FRAMES_PER_CHUNK = 250;

    private static final int LANES = 100;

    /** Of five calls three are transferred: more than anywhere, so that correlation has to work. */
    private static final List<Traffic> MIX = List.of(
            Traffic.recorded("plain-call"),
            Traffic.recorded("blind-answered"),
            Traffic.recorded("attended-bridge"),
            Traffic.recorded("plain-call"),
            Traffic.recorded("blind-busy"));

    private static final Traffic TALKING =
            Traffic.recorded("plain-call").until("BridgeEnter", "BridgeEnter");
    private static final Traffic RINGING =
            Traffic.recorded("blind-noanswer").until("DialBegin", "BlindTransfer");

    /** Numbers of calls beyond those that {@link #live} gives. */
    private static final int FIRST = 1_000_000;

    private Load() {}

    /** Calls that are up and stay: every tenth one's caller is being transferred to a ringing phone. */
    static List<byte[]> live(int calls) {
        List<String> frames = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            frames.addAll((call % 10 == 9 ? RINGING : TALKING).call(call));
        }
        return chunks(frames);
    }

    /** At least so many frames of whole calls, a hundred of them at any time, to be sent at once. */
    static List<byte[]> passing(int frames) {
        return chunks(frames(frames));
    }

    /** The same, frame by frame. */
    static List<String> frames(int frames) {
        List<String> all = new ArrayList<>(frames);
        List<Iterator<String>> lanes = new ArrayList<>();
        int next = 0;
        while (all.size() < frames || !lanes.isEmpty()) {
            while (lanes.size() < LANES && all.size() < frames) {
                lanes.add(MIX.get(next % MIX.size()).call(FIRST + next).iterator());
                next++;
            }
            for (Iterator<String> lane : lanes) {
                all.add(lane.next());
            }
            lanes.removeIf(lane -> !lane.hasNext());
        }
        return all;
    }

    /** Each ends with a marker. */
    private static List<byte[]> chunks(List<String> frames) {
        List<byte[]> chunks = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += FRAMES_PER_CHUNK) {
            int to = Math.min(frames.size(), from + FRAMES_PER_CHUNK);
            chunks.add(FakePbx.bytesAndMarker(frames.subList(from, to)));
        }
        return chunks;
    }
}
