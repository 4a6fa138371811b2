package dev.referee.asterisk;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A running Asterisk with the lab's configuration (asterisk-conf/lab). Which one, in this order:
 *
 * <ol>
 *   <li>the one that {@code -Dasterisk.host} names, with {@code -Dasterisk.sip.port}, {@code
 *       -Dasterisk.ami.port} and {@code -Dasterisk.http.port} where they are not the usual ones, and
 *       {@code -Dasterisk.cel.file} for the tests that read its call records;
 *   <li>the one that {@code -Dreferee.asterisk} asks for: {@code testcontainers} or {@code packages};
 *   <li>a container by Testcontainers where a Docker engine answers and the lab's image is there;
 *   <li>Debian's packages in a folder, by {@code ./lab up asterisk} in a lab of its own.
 * </ol>
 *
 * Those that are started here use free ports, so that a lab that runs is not disturbed.
 */
public interface Asterisk extends AutoCloseable {
    /** Where it answers. It stays the same when it is started again. */
    Address address();

    /**
     * The file in which it writes call records (CEL), as this machine sees it. It stays the same when
     * it is started again.
     *
     * @throws AsteriskMissing when nobody knows where it is, with the line to type
     */
    Path records();

    /** The file in which it writes CDRs, in the folder beside that one's. */
    default Path details() {
        return Objects.requireNonNull(records().getParent())
                .resolveSibling("cdr-csv")
                .resolve("Master.csv");
    }

    /** Whether it sends and takes SIP on this machine's loopback, as a proxy on it does. */
    default boolean isOnLoopback() {
        return false;
    }

    /**
     * Ends it at once, as a crash would.
     *
     * @return whether it died without a word; one that was only made to restart, because it is not
     *     ours to kill, may have hung up its calls first
     */
    boolean kill();

    /** Starts it again after {@link #kill} and waits until it is fully booted. */
    void start();

    /** Ends it, if it was started here. */
    @Override
    void close();

    /**
     * The addresses of an Asterisk.
     *
     * @param host name or address
     * @param sipPort UDP and TCP
     * @param amiPort AMI
     * @param httpPort ARI, and the SIP WebSocket of the browsers' phones
     * @param hepPort where it sends its mirrored SIP messages, UDP
     */
    record Address(String host, int sipPort, int amiPort, int httpPort, int hepPort) {
        /** The same, but for where the SIP messages are heard. */
        public Address withHepPort(int port) {
            return new Address(host, sipPort, amiPort, httpPort, port);
        }
    }

    /**
     * Provides one, which may take a minute the first time.
     *
     * @throws AsteriskMissing when there is none to be had, with the line to type
     */
    static Asterisk provide() {
        if (System.getProperty("asterisk.host") != null) {
            return GivenAsterisk.fromProperties();
        }
        String wanted = System.getProperty("referee.asterisk", "");
        return switch (wanted) {
            case "testcontainers" -> ContainerAsterisk.provide();
            case "packages" -> LabAsterisk.provide();
            case "" ->
                ContainerAsterisk.isPossible()
                        ? ContainerAsterisk.provide()
                        : LabAsterisk.provide();
            default ->
                throw new AsteriskMissing("-Dreferee.asterisk=" + wanted + " is not known."
                        + " Choose testcontainers or packages.");
        };
    }
}
