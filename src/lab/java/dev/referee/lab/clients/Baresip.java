package dev.referee.lab.clients;

import dev.referee.asterisk.Asterisk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Debian's baresip, as Anna's phone. Version 1.0.0 cannot join two calls. */
final class Baresip implements Client {
    private static final String FOLDER = "baresip/";

    /** What is typed, how long the call is, and what only concerns its media. */
    private static final Pattern NOISE = Pattern.compile(
            "^(/|\\[\\d+:|audio|stream|aubridge|ua: using|call: SIP Progress|call: update)");

    private final String title;
    private final Shown shown = new Shown("baresip", NOISE);
    private final Terminal terminal;

    private Baresip(String title, Process process, Path log) throws IOException {
        this.title = title;
        this.terminal = new Terminal(process, shown, log);
    }

    /** Starts and registers it. */
    static Client start(DebianRoot root, Asterisk.Address asterisk, Path log) throws IOException {
        root.write(FOLDER + "config", """
                sip_listen %s:0
                module_path /usr/lib/baresip/modules
                module stdio.so
                module g711.so
                module aubridge.so
                module_app account.so
                module_app menu.so
                audio_source aubridge,anna
                audio_player aubridge,anna
                audio_alert aubridge,bell
                """.formatted(asterisk.host()));
        root.write(FOLDER + "contacts", "");
        String accounts =
                root.write(FOLDER + "accounts", """
                <sip:anna@%s:%d;transport=udp>;auth_user=anna;auth_pass=lab-anna;regint=600
                """.formatted(asterisk.host(), asterisk.sipPort()));
        Process process = root.start("baresip", "-f", accounts.replace("/accounts", ""));
        Baresip baresip = new Baresip("baresip " + root.version("baresip-core"), process, log);
        try {
            baresip.shown.await(Pattern.compile("registered successfully"));
        } catch (AssertionError e) {
            baresip.close();
            throw e;
        }
        return baresip;
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
        shown.clear();
        terminal.type("/dial " + extension);
    }

    @Override
    public void awaitAnswered() {
        shown.await(Pattern.compile("Call established"));
    }

    @Override
    public void transfer(String extension) {
        terminal.type("/transfer " + extension);
    }

    @Override
    public boolean canJoin() {
        return false;
    }

    @Override
    public void consult(String extension) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void join() {
        throw new UnsupportedOperationException();
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
        terminal.type("/hangup");
    }

    @Override
    public void close() {
        terminal.close();
    }
}
