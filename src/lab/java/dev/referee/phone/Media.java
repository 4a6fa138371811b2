package dev.referee.phone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The media of one call: silence in PCMU, a frame every 20 ms (RFC 3550, RFC 3551), and the SDP that
 * offers it. Calls without media would not be like real ones: Asterisk takes the first audio frame that
 * it writes to a transferee as the success of a blind transfer (16.28 and 22.10.1). With a timing module (seen on
 * 22.10.1 with res_timing_timerfd) it writes ringing tone by itself; without one, only in step with
 * the frames that it gets. What arrives is not read.
 */
final class Media implements AutoCloseable {
    private static final int FRAME_MS = 20;
    private static final int FRAME_BYTES = 160; // 8000 samples a second, a byte each
    private static final byte SILENCE = (byte) 0xff;
    private static final Pattern CONNECTION =
            Pattern.compile("^c=IN IP4 (\\S+)", Pattern.MULTILINE);
    private static final Pattern AUDIO = Pattern.compile("^m=audio (\\d+)", Pattern.MULTILINE);

    private final DatagramSocket socket;
    private final ScheduledExecutorService clock;
    private final int source = ThreadLocalRandom.current().nextInt();
    private int sequence;
    private int version;
    private @Nullable ScheduledFuture<?> sending;

    /** Opens a port for a call; nothing is sent yet. */
    Media(InetAddress address, ScheduledExecutorService clock) throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(address, 0));
        this.clock = clock;
    }

    /**
     * An offer or an answer.
     *
     * @param direction {@code sendrecv}, or {@code sendonly} to hold
     */
    String sdp(String direction) {
        String address = socket.getLocalAddress().getHostAddress();
        version++;
        return """
                v=0
                o=- 1 %d IN IP4 %s
                s=-
                c=IN IP4 %s
                t=0 0
                m=audio %d RTP/AVP 0
                a=rtpmap:0 PCMU/8000
                a=ptime:20
                a=%s
                """.formatted(version, address, address, socket.getLocalPort(), direction)
                .replace("\n", "\r\n");
    }

    /** Begins to send to where the other side's SDP says, or goes on there. */
    synchronized void sendTo(String sdp) {
        Matcher connection = CONNECTION.matcher(sdp);
        Matcher audio = AUDIO.matcher(sdp);
        if (socket.isClosed() || !connection.find() || !audio.find()) {
            return;
        }
        SocketAddress target =
                new InetSocketAddress(connection.group(1), Integer.parseInt(audio.group(1)));
        stop();
        sending = clock.scheduleAtFixedRate(() -> send(target), 0, FRAME_MS, TimeUnit.MILLISECONDS);
    }

    private void send(SocketAddress target) {
        ByteBuffer frame = ByteBuffer.allocate(12 + FRAME_BYTES);
        frame.put((byte) 0x80).put((byte) 0); // version 2; payload type 0 is PCMU
        frame.putShort((short) sequence).putInt(sequence * FRAME_BYTES).putInt(source);
        Arrays.fill(frame.array(), frame.position(), frame.capacity(), SILENCE);
        sequence++;
        try {
            socket.send(new DatagramPacket(frame.array(), frame.capacity(), target));
        } catch (IOException e) {
            // The other side has closed its port. The call's end comes by SIP.
        }
    }

    /** Sends no more until the next SDP. */
    synchronized void fallSilent() {
        stop();
    }

    private void stop() {
        ScheduledFuture<?> old = sending;
        if (old != null) {
            old.cancel(false);
            sending = null;
        }
    }

    @Override
    public synchronized void close() {
        stop();
        socket.close();
    }
}
