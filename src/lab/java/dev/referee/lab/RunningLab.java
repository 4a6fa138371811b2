package dev.referee.lab;

import dev.referee.asterisk.Asterisk;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The lab that {@code ./lab up} started.
 *
 * @param release which Asterisk, for example {@code 22}
 * @param referee Referee's address
 */
public record RunningLab(Asterisk.Address asterisk, String release, URI referee) {
    /**
     * Reads the file that {@code ./lab up} wrote, which the system property {@code
     * referee.lab.properties} names; {@code referee.url} is Referee's address if it is another one.
     *
     * @throws IOException when there is no such file
     */
    public static RunningLab read() throws IOException {
        Path file =
                Path.of(System.getProperty("referee.lab.properties", "target/lab/lab.properties"));
        if (!Files.isReadable(file)) {
            throw new IOException("there is no " + file);
        }
        Properties lab = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lab.load(reader);
        }
        return new RunningLab(
                new Asterisk.Address(
                        lab.getProperty("host", "127.0.0.1"),
                        port(lab, "sipPort", 5060),
                        port(lab, "amiPort", 5038),
                        port(lab, "httpPort", 8088),
                        port(lab, "hepPort", 9060)),
                lab.getProperty("release", ""),
                URI.create(System.getProperty(
                        "referee.url",
                        "http://localhost:" + lab.getProperty("refereePort", "8090"))));
    }

    private static int port(Properties lab, String name, int usual) {
        return Integer.parseInt(lab.getProperty(name, Integer.toString(usual)));
    }
}
