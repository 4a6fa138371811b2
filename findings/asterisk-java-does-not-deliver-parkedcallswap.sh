#!/usr/bin/env bash
# Software: asterisk-java 3.42.2 (Maven Central).
# Expected: an attended transfer to a parking space swaps the person who is parked: Asterisk 22 sends
#   ParkedCall for the transferor and ParkedCallSwap for the transferee who takes that place
#   (documentation of AMI's ParkedCallSwap). A client of AMI learns of both, or of an event of a class
#   that it does not know.
# Seen: asterisk-java has no class for ParkedCallSwap and delivers nothing to its listeners: for them
#   the transferor stays parked, and the channel that UnParkedCall names was never parked. The only
#   trace is a line of its log.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.asteriskjava</groupId><artifactId>asterisk-java</artifactId><version>3.42.2</version>
  </dependency></dependencies>
</project>
END
mvn -q -B -Dstyle.color=never -DoutputDirectory="$dir/lib" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies
cat >Finding.java <<'END'
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.manager.ManagerConnection;
import org.asteriskjava.manager.ManagerConnectionFactory;
import org.asteriskjava.manager.action.PingAction;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.event.ParkedCallEvent;
import org.asteriskjava.manager.event.UnparkedCallEvent;

public class Finding {
    static boolean same = true;
    static final LinkedBlockingQueue<ManagerEvent> EVENTS = new LinkedBlockingQueue<>();

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(server));
            thread.setDaemon(true);
            thread.start();
            ManagerConnection ami = new ManagerConnectionFactory("127.0.0.1",
                    server.getLocalPort(), "user", "secret").createManagerConnection();
            ami.addEventListener(EVENTS::add);
            ami.login("on");
            ami.sendAction(new PingAction());
            List<String> seen = new ArrayList<>();
            while (!seen.contains("UnparkedCallEvent")) {
                ManagerEvent event = EVENTS.poll(10, TimeUnit.SECONDS);
                if (event == null) {
                    System.out.println("CHANGED: no UnParkedCall within 10 s");
                    System.exit(1);
                }
                String name = event.getClass().getSimpleName();
                if (name.contains("ark")) {
                    seen.add(name);
                }
                if (event instanceof UnparkedCallEvent unparked) {
                    check("channel of UnParkedCall", unparked.getParkeeChannel(), "PJSIP/ben-1");
                } else if (event instanceof ParkedCallEvent parked) {
                    check("channel of ParkedCall", parked.getParkeeChannel(), "PJSIP/anna-2");
                }
            }
            check("events that the listener got", seen.toString(),
                    "[ParkedCallEvent, UnparkedCallEvent]");
        }
        System.exit(same ? 0 : 1);
    }

    // Says yes to every action, and sends the events after the Ping.
    static void serve(ServerSocket server) {
        try (Socket socket = server.accept()) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            send(socket, "Asterisk Call Manager/11.0.0");
            String id = "";
            String action = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] header = line.split(": *", 2);
                id = header[0].equalsIgnoreCase("ActionID") ? header[1] : id;
                action = header[0].equalsIgnoreCase("Action") ? header[1] : action;
                if (line.isEmpty()) {
                    send(socket, "Response: Success", "ActionID: " + id, "Challenge: 1",
                            "AsteriskVersion: 22.10.1", "");
                    if (action.equalsIgnoreCase("Ping")) {
                        for (String[] event : new String[][] {{"ParkedCall", "PJSIP/anna-2"},
                                {"ParkedCallSwap", "PJSIP/ben-1"}, {"UnParkedCall", "PJSIP/ben-1"}}) {
                            send(socket, "Event: " + event[0], "Privilege: call,all",
                                    "ParkeeChannel: " + event[1], "ParkeeUniqueid: 1.1",
                                    "ParkerDialString: PJSIP/anna", "Parkinglot: default",
                                    "ParkingSpace: 701", "ParkingTimeout: 45",
                                    "ParkingDuration: 0", "");
                        }
                    }
                }
            }
        } catch (Exception end) {
            System.out.println("server: " + end);
        }
    }

    static void send(Socket socket, String... lines) throws Exception {
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    static void check(String what, String seen, String expected) {
        boolean equal = java.util.Objects.equals(seen, expected);
        same &= equal;
        System.out.println((equal ? "seen: " : "CHANGED: ") + what + ": " + seen
                + (equal ? "" : ", was " + expected));
    }
}
END
java -cp "$dir/lib/*" Finding.java 2> >(grep -v '^SLF4J' >&2)
