package dev.referee.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for an Asterisk of our own, by the names of ./lab's environment variables. */
public final class FreePorts {
    private static final int RTP_PORTS = 200;
    private static final int FIRST_RTP = 20_000; // below where Linux takes ports for clients
    private static final int LAST_RTP = 32_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    /** Free ports, except if another program takes one before Asterisk does. */
    static Map<String, String> forLab() {
        int rtp = rtpStart();
        return Map.of(
                "LAB_SIP_PORT", Integer.toString(tcpAndUdp()),
                "LAB_AMI_PORT", Integer.toString(tcpAndUdp()),
                "LAB_HTTP_PORT", Integer.toString(tcpAndUdp()),
                "LAB_HEP_PORT", Integer.toString(tcpAndUdp()),
                "LAB_RTP_START", Integer.toString(rtp),
                "LAB_RTP_END", Integer.toString(rtp + RTP_PORTS - 1));
    }

    /** A free UDP port, except if another program takes it before it is used. */
    public static int udp() {
        return tcpAndUdp();
    }

    private static int tcpAndUdp() {
        for (int tries = 0; tries < TRIES; tries++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (isFreeUdp(tcp.getLocalPort())) {
                    return tcp.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new AsteriskMissing("No free port was found on the loopback. What uses them all?");
    }

    private static int rtpStart() {
        for (int tries = 0; tries < TRIES; tries++) {
            int start = FIRST_RTP
                    + RTP_PORTS
                            * ThreadLocalRandom.current()
                                    .nextInt((LAST_RTP - FIRST_RTP) / RTP_PORTS);
            if (isFreeUdp(start) && isFreeUdp(start + RTP_PORTS - 1)) {
                return start;
            }
        }
        throw new AsteriskMissing("No free range of UDP ports was found. What uses them all?");
    }

    private static boolean isFreeUdp(int port) {
        try (DatagramSocket udp = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
