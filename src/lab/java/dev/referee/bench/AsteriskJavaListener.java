package dev.referee.bench;

import org.asteriskjava.manager.ManagerConnection;
import org.asteriskjava.manager.ManagerConnectionFactory;
import org.asteriskjava.manager.event.BridgeDestroyEvent;

/** asterisk-java as its manual shows it: a connection with an event listener that does nothing. */
final class AsteriskJavaListener implements Contender {
    @Override
    public String name() {
        return "asterisk-java's listener";
    }

    @Override
    public AutoCloseable listen(int port, Runnable onMarker) throws Exception {
        ManagerConnection connection = new ManagerConnectionFactory(
                        "127.0.0.1", port, "bench", "bench")
                .createManagerConnection();
        connection.addEventListener(event -> {
            if (event instanceof BridgeDestroyEvent bridge
                    && bridge.getBridgeUniqueId().equals(FakePbx.MARKER)) {
                onMarker.run();
            }
        });
        connection.login("call,dialplan");
        return connection::logoff;
    }
}
