package dev.referee.lab.clients;

import dev.referee.lab.Party;
import dev.referee.lab.RunningLab;
import dev.referee.phone.Call;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code ./lab clients} runs: each client that is named makes its transfers on the lab's Asterisk.
 * Prints, for each, what the client shows, the truth and Referee's verdict. Ends with status 0 only when
 * every verdict is the true one.
 *
 * <p>System properties: {@code referee.lab.properties} and {@code referee.url} as {@link RunningLab}
 * reads them; {@code clients.root} is the folder with Debian's clients, {@code clients.logs} the one for
 * what they print, {@code clients.browser.phone} a checkout of Browser-Phone, {@code clients.libraries}
 * the folder with what that loads; {@code clients.write} is {@code true} to write docs/CLIENTS.md.
 */
public final class PlayClients {
    private static final PrintStream OUT = System.out;

    /** What differs from run to run: addresses and durations. */
    private static final Pattern ADDRESS =
            Pattern.compile("sips?:(\\w+)@[\\w.]+(:\\d+)?(;transport=\\w+)?");

    private static final Pattern DURATION = Pattern.compile(" \\(duration: \\d+ secs?\\)");

    private final Vertx vertx;
    private final RunningLab lab;
    private final People people;

    private PlayClients(Vertx vertx, RunningLab lab, People people) {
        this.vertx = vertx;
        this.lab = lab;
        this.people = people;
    }

    /** The program. */
    public static void main(String[] names) {
        boolean isTrue = false;
        Vertx vertx = Vertx.vertx();
        try {
            RunningLab lab = RunningLab.read();
            try (People people = new People(lab.asterisk())) {
                isTrue = new PlayClients(vertx, lab, people).play(List.of(names));
            }
        } catch (IOException | AssertionError | RuntimeException e) {
            OUT.println("\nFAILED: " + e.getMessage());
        } finally {
            var unused = vertx.close();
        }
        System.exit(isTrue ? 0 : 1);
    }

    private boolean play(List<String> names) throws IOException {
        boolean allTrue = true;
        for (String name : names) {
            OUT.printf("%n%s starts and registers.%n", name);
            try (Client client = start(name)) {
                allTrue &= play(client);
            }
        }
        return allTrue;
    }

    private Client start(String name) throws IOException {
        DebianRoot root = new DebianRoot(Path.of(System.getProperty("clients.root", "")));
        Path log = Path.of(System.getProperty("clients.logs", "")).resolve(name + ".log");
        return switch (name) {
            case "baresip" -> Baresip.start(root, lab.asterisk(), log);
            case "linphone" -> Linphone.start(root, lab.asterisk(), log);
            case "browser-phone" ->
                BrowserPhone.start(
                        Path.of(System.getProperty("clients.browser.phone", "")),
                        Path.of(System.getProperty("clients.libraries", "")),
                        lab,
                        log);
            default -> throw new IOException("there is no client " + name);
        };
    }

    private boolean play(Client client) throws IOException {
        String asterisk = people.asteriskVersion();
        OUT.println(client.title() + " on Asterisk " + asterisk);
        List<String> lines = new ArrayList<>();
        boolean allTrue = true;
        try (Party transferor =
                Party.connect(vertx, client.title(), lab.referee()).subscribe(client.endpoint())) {
            for (Scene scene : Scene.values()) {
                if (scene.isPlayedBy(client)) {
                    allTrue &= play(client, scene, transferor, lines);
                }
            }
        }
        if (Boolean.getBoolean("clients.write") && allTrue) {
            ClientsDocument.write(client.title(), asterisk, lines);
        }
        return allTrue;
    }

    /** One transfer; adds its line. */
    private boolean play(Client client, Scene scene, Party transferor, List<String> lines) {
        OUT.println("  " + scene.title() + " ...");
        Call atBen = people.talkWith(client);
        int before = transferor.ends().size();
        boolean isTrue;
        try (Party ben = Party.connect(vertx, "ben", lab.referee()).subscribe(atBen.dialog())) {
            client.clearShown();
            String truth = scene.play(client, people);
            String toBen = words(ben.awaitEnd());
            JsonObject end = transferor.awaitEnds(before + 1).getLast();
            List<String> shown = plain(client.shown());
            if (scene == Scene.WRONG_NUMBER) {
                truth = truth + ", " + people.whatBecameOfBen(client);
            }
            String message = end.getString("message");
            OUT.println("    shows    " + String.join(" / ", shown));
            OUT.println("    truth    " + truth);
            OUT.println("    Referee  " + words(end) + ": " + message);
            isTrue = words(end).equals(scene.verdict())
                    && toBen.equals(scene.verdict())
                    && client.hookTold().orElse(message).equals(message)
                    && ben.ends().size() == 1
                    && transferor.ends().size() == before + 1;
            if (!isTrue) {
                OUT.println("NOT TRUE: the one end is " + scene.verdict() + ". " + ben + "\n"
                        + transferor + "\nthe hook was told: " + client.hookTold());
            }
            lines.add(ClientsDocument.line(scene, shown, truth));
        }
        people.hangUpAll(client);
        return isTrue;
    }

    private static String words(JsonObject end) {
        return end.getString("state") + ": " + end.getString("reason");
    }

    private static List<String> plain(List<String> shown) {
        return shown.stream()
                .map(line -> ADDRESS.matcher(line).replaceAll("$1"))
                .map(line -> DURATION.matcher(line).replaceAll(""))
                .distinct()
                .toList();
    }
}
