#!/usr/bin/env bash
# Software: ari4java 0.18.0 (Maven Central, io.github.ari4java), ARI 10.0.0 (Asterisk 22).
# Expected: ARI adds optional fields within a version: ChannelDestroyed and ChannelHangupRequest
#   have had `tech_cause` (the SIP status) since Asterisk 22.7, still as ARI 10.0.0. A client skips
#   a field that it does not know, and hands over an event of a type that it does not know in a
#   general form.
# Seen: ari4java's mapper fails on the first unknown field. Each ChannelDestroyed of a SIP channel
#   turns into `onFailure` with a Jackson message, which holds neither the channel nor the JSON:
#   channels never end. ChannelTransfer, of 22.3, fails in the same way for its type. The static
#   `BaseAriAction.setObjectMapperLessStrict()` cures the unknown field, and not the unknown type.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>io.github.ari4java</groupId><artifactId>ari4java</artifactId><version>0.18.0</version>
    <exclusions><exclusion><groupId>io.netty</groupId><artifactId>netty-all</artifactId></exclusion></exclusions>
  </dependency></dependencies>
</project>
END
mvn -q -B -Dstyle.color=never -DoutputDirectory="$dir/lib" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies
cat >Finding.java <<'END'
import ch.loway.oss.ari4java.ARI;
import ch.loway.oss.ari4java.AriVersion;
import ch.loway.oss.ari4java.generated.models.Message;
import ch.loway.oss.ari4java.tools.AriConnectionEvent;
import ch.loway.oss.ari4java.tools.AriWSCallback;
import ch.loway.oss.ari4java.tools.BaseAriAction;
import ch.loway.oss.ari4java.tools.HttpClient;
import ch.loway.oss.ari4java.tools.HttpParam;
import ch.loway.oss.ari4java.tools.HttpResponseHandler;
import ch.loway.oss.ari4java.tools.RestException;
import ch.loway.oss.ari4java.tools.WsClient;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

public class Finding {
    static boolean same = true;
    static HttpResponseHandler socket;
    static final List<String> SEEN = new ArrayList<>();
    static final String CHANNEL = "\"channel\":{\"id\":\"1.1\",\"name\":\"PJSIP/ben-1\","
            + "\"state\":\"Up\",\"language\":\"en\",\"accountcode\":\"\","
            + "\"creationtime\":\"2026-01-02T03:04:05.678+0000\"}";

    public static void main(String[] args) throws Exception {
        ARI ari = new ARI();
        ari.setVersion(AriVersion.ARI_10_0_0);
        ari.setHttpClient((HttpClient) Proxy.newProxyInstance(Finding.class.getClassLoader(),
                new Class<?>[] {HttpClient.class}, (proxy, method, arguments) -> null));
        ari.setWsClient(new WsClient() {
            public WsClientConnection connect(HttpResponseHandler handler, String url,
                    List<HttpParam> parameters) {
                socket = handler;
                return () -> {};
            }

            public void destroy() {}

            public boolean isWsConnected() {
                return true;
            }
        });
        ari.events().eventWebsocket("app").execute(new AriWSCallback<Message>() {
            public void onSuccess(Message message) {
                SEEN.add(message.getType());
            }

            public void onFailure(RestException exception) {
                SEEN.add(exception.getMessage().contains("Unrecognized field \"tech_cause\"")
                        ? "unknown field" : exception.getMessage().contains("resolve type id")
                        ? "unknown type" : exception.getMessage());
            }

            public void onConnectionEvent(AriConnectionEvent event) {}
        });
        event("\"type\":\"ChannelDestroyed\",\"cause\":17,\"cause_txt\":\"User busy\"," + CHANNEL,
                "ChannelDestroyed");
        String withCause = "\"type\":\"ChannelDestroyed\",\"cause\":17,\"tech_cause\":486,"
                + "\"cause_txt\":\"User busy\"," + CHANNEL;
        event(withCause, "unknown field");
        String transfer = "\"type\":\"ChannelTransfer\",\"refer_to\":{},\"referred_by\":{}";
        event(transfer, "unknown type");
        BaseAriAction.setObjectMapperLessStrict();
        System.out.println("less strict:");
        event(withCause, "ChannelDestroyed");
        event(transfer, "unknown type");
        System.exit(same ? 0 : 1);
    }

    static void event(String fields, String expected) {
        SEEN.clear();
        socket.onSuccess("{" + fields + ",\"timestamp\":\"2026-01-02T03:04:05.678+0000\","
                + "\"asterisk_id\":\"pbx\",\"application\":\"app\"}");
        boolean equal = SEEN.equals(List.of(expected));
        same &= equal;
        System.out.println((equal ? "seen: " : "CHANGED: ") + fields.split(",\"channel\"")[0]
                + ": " + SEEN + (equal ? "" : ", was " + expected));
    }
}
END
java -cp "$dir/lib/*" Finding.java 2> >(grep -v '^SLF4J' >&2)
