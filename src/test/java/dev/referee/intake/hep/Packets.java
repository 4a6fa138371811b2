package dev.referee.intake.hep;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes HEPv3 datagrams. */
final class Packets {
    static final int MICROSECONDS = 0x0a;
    static final int PAYLOAD_TYPE = 0x0b;
    static final int PASSWORD = 0x0e;
    static final int PAYLOAD = 0x0f;

    private final List<byte[]> chunks = new ArrayList<>();

    /** A SIP message that Asterisk got, its lines without line breaks; body after an empty one. */
    static byte[] received(String... lines) {
        return new Packets().time(7_000).sip(lines).packet();
    }

    /** A SIP message that Asterisk sent. */
    static byte[] sent(String... lines) {
        return new Packets().time(7_001).sip(lines).packet();
    }

    /** What stands in every message, after a first line of one's own. */
    static String[] message(String firstLine, String method, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                firstLine,
                "Call-ID: call-1",
                "From: <sip:alice@pbx>;tag=phone",
                "To: <sip:6001@pbx>;tag=pbx",
                "CSeq: 7 " + method));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    Packets time(int microseconds) {
        return chunk(
                0, MICROSECONDS, ByteBuffer.allocate(4).putInt(microseconds).array());
    }

    Packets sip(String... lines) {
        String text = String.join("\r\n", lines) + "\r\n";
        boolean body = List.of(lines).contains("");
        return chunk(0, PAYLOAD_TYPE, new byte[] {1}).payload(body ? text : text + "\r\n");
    }

    Packets payload(String text) {
        return chunk(0, PAYLOAD, text.getBytes(StandardCharsets.UTF_8));
    }

    Packets chunk(int vendor, int type, byte[] value) {
        chunks.add(ByteBuffer.allocate(6 + value.length)
                .putShort((short) vendor)
                .putShort((short) type)
                .putShort((short) (6 + value.length))
                .put(value)
                .array());
        return this;
    }

    byte[] packet() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return ByteBuffer.allocate(6 + all.size())
                .put("HEP3".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) (6 + all.size()))
                .put(all.toByteArray())
                .array();
    }
}
