package dev.referee.bench;

import dev.referee.correlate.Correlator;
import dev.referee.correlate.Limits;
import dev.referee.correlate.Step;
import dev.referee.intake.ami.AmiFacts;
import dev.referee.model.Fact;
import dev.referee.model.Source;
import dev.referee.model.Transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Referee as a process, a PBX with live calls on one side of it and browsers on the other. */
final class Rig implements AutoCloseable {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Decided at once, without waiting for what the dialplan may do next. */
    private static final Traffic TRANSFER = Traffic.recorded("attended-bridge");

    private static final int DECIDING = decidingFrame();

    /** Numbers of calls beyond those of the load. */
    private static final int FIRST = 5_000_000;

    private static final int AT_ONCE = 20;
    private static final String COMPLETED = "dev.referee.transfer.completed";

    private final FakePbx pbx = new FakePbx();
    private final ServerProcess referee;
    private final FakePbx.Line line;
    private final Crowd crowd;
    private final BrowserSocket browser;
    private int calls;

    /**
     * Starts it all.
     *
     * @param store where Referee keeps its log: memory or sqlite
     * @param size how many live calls, and how many idle connections
     */
    Rig(String store, int size) throws Exception {
        referee = ServerProcess.referee(pbx, store);
        line = pbx.awaitListening();
        for (byte[] chunk : Load.live(size)) {
            // Not faster than its queue can take.
            line.send(chunk);
            awaitQuiet();
        }
        crowd = new Crowd(referee.port(), true);
        crowd.growTo(size);
        browser = new BrowserSocket(InetAddress.getLoopbackAddress(), referee.port());
        browser.subscribe("PJSIP/bob");
    }

    /** The deciding frame of some call. */
    static byte[] frame() {
        return FakePbx.bytes(List.of(TRANSFER.call(FIRST).get(DECIDING)));
    }

    /** Microseconds from the deciding frame to the browser's frame, of one more transfer. */
    double sample() throws Exception {
        List<String> call = TRANSFER.call(FIRST + calls++);
        byte[] deciding = FakePbx.bytes(List.of(call.get(DECIDING)));
        line.send(FakePbx.bytes(call.subList(0, DECIDING)));
        awaitQuiet();
        long begin = System.nanoTime();
        line.send(deciding);
        browser.awaitText(COMPLETED);
        double micros = (System.nanoTime() - begin) / NANOS_PER_MICRO;
        line.send(FakePbx.bytes(call.subList(DECIDING + 1, call.size())));
        return micros;
    }

    /** Lets it have so many transfers, a few at a time: then it runs as one that is long at work. */
    void serve(int transfers) throws Exception {
        for (int done = 0; done < transfers; done += AT_ONCE) {
            List<String> frames = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                frames.addAll(TRANSFER.call(FIRST + calls++));
            }
            line.send(FakePbx.bytes(frames));
            for (int i = 0; i < AT_ONCE; i++) {
                browser.awaitText(COMPLETED);
            }
            awaitQuiet();
        }
    }

    /** Waits until Referee has asked nothing for a moment: then it has nothing else to do. */
    private void awaitQuiet() {
        do {
            rest();
        } while (System.nanoTime() - line.lastAskedNanos() < REST_NANOS);
    }

    static void rest() {
        LockSupport.parkNanos(REST_NANOS);
    }

    private static int decidingFrame() {
        AmiFacts facts = new AmiFacts();
        Correlator correlator = new Correlator("bench", Limits.DEFAULT);
        Instant now = Instant.EPOCH;
        correlator.step(new Fact.Connected(Source.AMI, "life"), now);
        correlator.step(new Fact.Snapshot(Source.AMI, List.of()), now);
        List<String> call = TRANSFER.call(0);
        for (int i = 0; i < call.size(); i++) {
            for (Fact fact : facts.of(call.get(i))) {
                Step step = correlator.step(fact, now);
                if (step.events().stream()
                        .anyMatch(event -> event.transfer().state() == Transfer.State.COMPLETED)) {
                    return i;
                }
            }
        }
        throw new IllegalStateException("no frame decides the recorded transfer");
    }

    @Override
    public void close() throws IOException {
        browser.close();
        crowd.close();
        referee.close();
        pbx.close();
    }
}
