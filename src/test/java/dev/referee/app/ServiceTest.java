package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.referee.app.config.Configuration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole of it, beside an Asterisk that is not there. */
class ServiceTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Service.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
    }

    @Test
    void aStopWithoutAsteriskIsInOrder() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Service.start(listeningOn(port)).stop();
        assertEquals(List.of(), warnings());
    }

    @Test
    void aPortThatIsInUseIsAllThatIsComplainedOf() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Configuration configuration = listeningOn(used.getLocalPort());
            assertThrows(CommandFailure.class, () -> Service.start(configuration));
        }
        assertEquals(List.of(), warnings());
    }

    private List<String> warnings() {
        return said.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Port 1 is nobody's. */
    private static Configuration listeningOn(int port) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("REFEREE_PBX_AMI_PORT", "1");
        environment.put("REFEREE_PBX_AMI_SECRET", "a");
        environment.put("REFEREE_PBX_ARI_URL", "http://127.0.0.1:1");
        environment.put("REFEREE_PBX_ARI_PASSWORD", "b");
        environment.put("REFEREE_LISTEN_HOST", "127.0.0.1");
        environment.put("REFEREE_LISTEN_PORT", String.valueOf(port));
        return Configuration.load(null, environment);
    }
}
