package dev.referee.lab.clients;

import dev.referee.asterisk.Asterisk;
import dev.referee.asterisk.FreePorts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Debian's linphonec, the command-line phone of Linphone, as Anna's phone. */
final class Linphone implements Client {
    private static final String FOLDER = "linphone/";
    private static final Pattern NOISE =
            Pattern.compile("-(error|warning)-|^(call|transfer|terminate|pause|soundcard) |^Media");

    private final String title;
    private final Shown shown = new Shown("linphonec", NOISE);
    private final Terminal terminal;
    private int calls; // it numbers them

    private Linphone(String title, Process process, Path log) throws IOException {
        this.title = title;
        this.terminal = new Terminal(process, shown, log);
    }

    /** Starts and registers it. */
    static Client start(DebianRoot root, Asterisk.Address asterisk, Path log) throws IOException {
        String settings = root.write(FOLDER + "settings", """
                [sip]
                sip_port=%d
                sip_tcp_port=0
                sip_tls_port=0
                default_proxy=0
                [auth_info_0]
                username=anna
                passwd=lab-anna
                realm=asterisk
                [proxy_0]
                reg_proxy=<sip:%s:%d;transport=udp>
                reg_identity=sip:anna@%s
                reg_expires=600
                reg_sendregister=1
                publish=0
                """.formatted(
                        FreePorts.udp(), asterisk.host(), asterisk.sipPort(), asterisk.host()));
        root.write(".local/share/linphone/README", "Linphone keeps its calls here.\n");
        Process process = root.start("linphonec", "-c", settings);
        Linphone linphone = new Linphone("linphonec " + root.version("linphone-cli"), process, log);
        try {
            linphone.shown.await(Pattern.compile("video is disabled"));
            linphone.terminal.type("soundcard use files");
            linphone.shown.await(Pattern.compile("Using wav files"));
        } catch (AssertionError e) {
            linphone.close();
            throw e;
        }
        return linphone;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String endpoint() {
        return "PJSIP/anna";
    }

    @Override
    public void call(String extension) {
        calls++;
        terminal.type("call " + extension);
    }

    @Override
    public void awaitAnswered() {
        shown.await(Pattern.compile("Call " + calls + " with .* connected"));
    }

    @Override
    public void transfer(String extension) {
        terminal.type("transfer " + extension);
    }

    @Override
    public boolean canJoin() {
        return true;
    }

    @Override
    public void consult(String extension) {
        terminal.type("pause");
        shown.await(Pattern.compile("Call \\d+ with .* is now paused"));
        call(extension);
    }

    @Override
    public void join() {
        terminal.type("transfer %d --to-call %d".formatted(calls - 1, calls));
    }

    @Override
    public void clearShown() {
        shown.clear();
    }

    @Override
    public List<String> shown() {
        return shown.awaitQuiet();
    }

    @Override
    public void hangUpAll() {
        terminal.type("terminate all");
    }

    @Override
    public void close() {
        terminal.close();
    }
}
