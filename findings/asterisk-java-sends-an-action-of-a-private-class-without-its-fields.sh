#!/usr/bin/env bash
# Software: asterisk-java 3.42.2 (Maven Central).
# Expected: an action of one's own, a subclass of AbstractManagerAction as its documentation has it,
#   is sent with every property that it has a getter for; or sendAction() says why it cannot be.
# Seen: if the class is not public (a nested or package-private one), every property that it declares
#   is left out, though its getters are public, and nothing is thrown. A ShowDialPlan with a context
#   goes out without it, and asks for the whole dialplan.
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
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.manager.ManagerConnection;
import org.asteriskjava.manager.ManagerConnectionFactory;
import org.asteriskjava.manager.SendActionCallback;
import org.asteriskjava.manager.action.AbstractManagerAction;

public class Finding {
    static boolean same = true;
    static final LinkedBlockingQueue<TreeSet<String>> FRAMES = new LinkedBlockingQueue<>();

    public static class PublicAction extends AbstractManagerAction {
        public String getAction() { return "ShowDialPlan"; }
        public String getContext() { return "lab"; }
    }

    static class PrivateAction extends AbstractManagerAction {
        public String getAction() { return "ShowDialPlan"; }
        public String getContext() { return "lab"; }
    }

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(server));
            thread.setDaemon(true);
            thread.start();
            ManagerConnection ami = new ManagerConnectionFactory("127.0.0.1",
                    server.getLocalPort(), "user", "secret").createManagerConnection();
            ami.login("off");
            FRAMES.clear();
            check("a public class", sent(ami, new PublicAction()),
                    "[action: ShowDialPlan, actionid, context: lab]");
            check("a class that is not public", sent(ami, new PrivateAction()),
                    "[action: ShowDialPlan, actionid]");
        }
        System.exit(same ? 0 : 1);
    }

    static String sent(ManagerConnection ami, AbstractManagerAction action) throws Exception {
        ami.sendAction(action, (SendActionCallback) null);
        while (true) {
            TreeSet<String> frame = FRAMES.poll(10, TimeUnit.SECONDS);
            if (frame == null) {
                return "nothing";
            }
            if (frame.contains("action: ShowDialPlan")) {
                return frame.toString();
            }
        }
    }

    // Answers every action, and keeps it; of an ActionID that there is one.
    static void serve(ServerSocket server) {
        try (Socket socket = server.accept()) {
            var out = socket.getOutputStream();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            out.write("Asterisk Call Manager/11.0.0\r\n".getBytes(StandardCharsets.UTF_8));
            TreeSet<String> frame = new TreeSet<>();
            String id = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    boolean isId = line.startsWith("actionid: ");
                    id = isId ? line.substring(10) : id;
                    frame.add(isId ? "actionid" : line);
                    continue;
                }
                FRAMES.add(frame);
                String more = frame.contains("action: Challenge") ? "Challenge: 1\r\n"
                        : frame.contains("action: Command") ? "Output: Asterisk 22.0.0\r\n" : "";
                out.write(("Response: Success\r\nActionID: " + id + "\r\n" + more
                        + "Message: fine\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                frame = new TreeSet<>();
                id = "";
            }
        } catch (java.io.IOException e) {
            // The client is done.
        }
    }

    static void check(String what, String seen, String expected) {
        boolean equal = seen.equals(expected);
        System.out.println((equal ? "seen: " : "CHANGED: ") + what + ": " + seen
                + (equal ? "" : ", was " + expected));
        same &= equal;
    }
}
END
javac -cp "lib/*" Finding.java
java -cp "lib/*:." Finding 2>/dev/null
