#!/usr/bin/env bash
# Software: asterisk-java 3.42.2 (Maven Central).
# Expected: the value of an AMI header is what stands after the colon. AMI writes `<unknown>` and
#   `<none>` for what Asterisk does not know; the words alone are values like any other.
# Seen: asterisk-java reads `unknown` and `none`, in any case of letters, as null in every event: a
#   variable that the dialplan set to `none`, a dialplan context of that name, a caller whose name
#   is "Unknown". A VarSet of `none` looks like one that clears the variable. The map of
#   ChanVariable keeps the words.
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
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.manager.ManagerConnection;
import org.asteriskjava.manager.ManagerConnectionFactory;
import org.asteriskjava.manager.action.PingAction;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.event.NewChannelEvent;
import org.asteriskjava.manager.event.VarSetEvent;

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
            for (String value : List.of("none", "Unknown")) {
                check("value of VarSet with " + value, next(VarSetEvent.class).getValue(), null);
            }
            check("value of VarSet with no", next(VarSetEvent.class).getValue(), "no");
            NewChannelEvent call = next(NewChannelEvent.class);
            check("caller's name Unknown", call.getCallerIdName(), null);
            check("context none", call.getContext(), null);
            check("ChanVariable", call.getChannelVariables().toString(), "{ROUTE=none}");
        }
        System.exit(same ? 0 : 1);
    }

    static <T> T next(Class<T> type) throws InterruptedException {
        while (true) {
            ManagerEvent event = EVENTS.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                System.out.println("CHANGED: no " + type.getSimpleName() + " within 10 s");
                System.exit(1);
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
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
                        for (String value : List.of("none", "Unknown", "no")) {
                            send(socket, "Event: VarSet", "Privilege: dialplan,all",
                                    "Channel: PJSIP/anna-1", "Uniqueid: 1.1", "Variable: ROUTE",
                                    "Value: " + value, "");
                        }
                        send(socket, "Event: Newchannel", "Privilege: call,all",
                                "Channel: PJSIP/anna-1", "Uniqueid: 1.1", "CallerIDNum: 6001",
                                "CallerIDName: Unknown", "Context: none", "Exten: 6002",
                                "ChanVariable: ROUTE=none", "");
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
