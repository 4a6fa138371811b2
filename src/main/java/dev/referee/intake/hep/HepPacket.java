package dev.referee.intake.hep;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One HEPv3 datagram: {@code HEP3}, the total length, then chunks of vendor, type and length (the
 * six bytes of these three included), all big-endian. Chunks of other vendors and unknown types are
 * passed over. Holds positions only, nothing is copied.
 */
final class HepPacket {
    private static final int MAGIC = 0x48455033;
    private static final int HEAD = 6;
    private static final int CHUNK_HEAD = 6;
    private static final int SIP = 1;

    private static final int MICROSECONDS = 0x0a;
    private static final int PAYLOAD_TYPE = 0x0b;
    private static final int PASSWORD = 0x0e;
    private static final int PAYLOAD = 0x0f;

    private final byte[] datagram;
    private final int microseconds;
    private final int payloadType;
    private final Part password;
    private final Part payload;

    /** A piece of the datagram. */
    private record Part(int from, int to) {}

    /**
     * Reads a datagram.
     *
     * @throws BadPacket when it is cut off, too long, lacks a payload, has a chunk twice, or is
     *     anything but HEPv3
     */
    HepPacket(byte[] datagram) throws BadPacket {
        this.datagram = datagram;
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (datagram.length < HEAD
                || in.getInt() != MAGIC
                || Short.toUnsignedInt(in.getShort()) != datagram.length) {
            throw new BadPacket("not one whole HEPv3 packet");
        }
        int time = -1;
        int type = -1;
        Part secret = null;
        Part content = null;
        while (in.hasRemaining()) {
            if (in.remaining() < CHUNK_HEAD) {
                throw new BadPacket("a chunk is cut off");
            }
            int vendor = Short.toUnsignedInt(in.getShort());
            int chunk = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort()) - CHUNK_HEAD;
            if (length < 0 || length > in.remaining()) {
                throw new BadPacket("a chunk's length is wrong");
            }
            Part value = new Part(in.position(), in.position() + length);
            in.position(value.to());
            if (vendor != 0) {
                continue;
            }
            switch (chunk) {
                case MICROSECONDS -> time = number(value, Integer.BYTES, time);
                case PAYLOAD_TYPE -> type = number(value, Byte.BYTES, type);
                case PASSWORD -> secret = once(secret, value);
                case PAYLOAD -> content = once(content, value);
                default -> {
                    // Addresses, capture and correlation id: not needed.
                }
            }
        }
        if (type < 0 || content == null) {
            throw new BadPacket("no payload");
        }
        this.microseconds = time;
        this.payloadType = type;
        this.password = secret == null ? new Part(0, 0) : secret;
        this.payload = content;
    }

    boolean isSip() {
        return payloadType == SIP;
    }

    /**
     * Whether Asterisk got this message, or sent it. {@code res_hep_pjsip.c} takes the time of a
     * received message in milliseconds and that of a sent one in microseconds (16 to 22; true of
     * every packet in the recorded calls), so 1 of 1,000 sent ones is taken for a received one, and
     * so is one without a time. The addresses do not tell: nobody says which are Asterisk's. Whoever
     * knows the dialog's tags knows better.
     */
    boolean receivedByPbx() {
        return microseconds < 0 || microseconds % 1_000 == 0;
    }

    /** Whether the packet brings this password. Takes the same time however wrong it is. */
    boolean hasPassword(byte[] expected) {
        return MessageDigest.isEqual(
                Arrays.copyOfRange(datagram, password.from(), password.to()), expected);
    }

    /** The datagram with zeros in place of the password, for recordings. */
    byte[] withoutPassword() {
        byte[] copy = datagram.clone();
        Arrays.fill(copy, password.from(), password.to(), (byte) 0);
        return copy;
    }

    /** Whether the payload begins with this text, in ASCII. */
    boolean begins(String start) {
        int length = start.length();
        if (length > payload.to() - payload.from()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (datagram[payload.from() + i] != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The payload, one character a byte (ISO 8859-1), so that none is lost. */
    String bytes() {
        return new String(
                datagram,
                payload.from(),
                payload.to() - payload.from(),
                StandardCharsets.ISO_8859_1);
    }

    private int number(Part value, int bytes, int before) throws BadPacket {
        if (before >= 0 || value.to() - value.from() != bytes) {
            throw new BadPacket("a number is not one");
        }
        int number = bytes == Byte.BYTES
                ? Byte.toUnsignedInt(datagram[value.from()])
                : ByteBuffer.wrap(datagram).getInt(value.from());
        if (number < 0) {
            throw new BadPacket("a number is too large");
        }
        return number;
    }

    private static Part once(@Nullable Part before, Part value) throws BadPacket {
        if (before != null) {
            throw new BadPacket("a chunk is there twice");
        }
        return value;
    }
}
