package dev.referee.asterisk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Debian's Kamailio in a folder, run by {@code ./lab up proxy} in a lab of its own, {@code
 * target/it-proxy}. Between phones and an Asterisk on the same loopback; one at a time.
 */
public final class Kamailio implements AutoCloseable {
    private static final Path FOLDER = Path.of("target", "it-proxy");

    private final LabCommand lab;
    private final int port;
    private final Thread atExit = new Thread(this::down, "it-proxy-down");

    /** What it does with the dialogs that pass. */
    public enum Mode {
        /** Stays in their way and changes nothing of their identity. */
        RECORD_ROUTE,
        /** Hides Via, Contact and Record-Route. */
        TOPOS,
        /** Also rewrites the Call-ID on the side of the one who is called. */
        TOPOH
    }

    private Kamailio(Asterisk asterisk, Mode mode, int port) {
        this.port = port;
        this.lab = new LabCommand(
                FOLDER,
                Map.of(
                        "LAB_SIP_PORT", Integer.toString(asterisk.address().sipPort()),
                        "LAB_PROXY_PORT", Integer.toString(port),
                        "LAB_PROXY_MODE", mode.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    /**
     * Why there can be none before this Asterisk here; empty when there can.
     */
    public static String obstacle(Asterisk asterisk) {
        if (!asterisk.isOnLoopback()) {
            return "Kamailio runs on this machine's loopback, where this Asterisk is not."
                    + " Use -Dreferee.asterisk=packages.";
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return "Kamailio from Debian's packages runs by chroot, which takes root.";
        }
        return Files.exists(Path.of("/etc/debian_version"))
                ? ""
                : "Kamailio is made of Debian's packages, and this is no Debian.";
    }

    /**
     * Starts one, which downloads it the first time.
     *
     * @throws AsteriskMissing when it cannot be had, with what to do
     */
    public static Kamailio start(Asterisk asterisk, Mode mode) {
        Kamailio kamailio = new Kamailio(asterisk, mode, FreePorts.udp());
        // One that a killed test run left behind.
        kamailio.down();
        kamailio.lab.run("up", "proxy");
        Runtime.getRuntime().addShutdownHook(kamailio.atExit);
        return kamailio;
    }

    /** Where it takes SIP: UDP, on the loopback. */
    public int port() {
        return port;
    }

    private void down() {
        lab.run("down", "proxy");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        down();
    }
}
