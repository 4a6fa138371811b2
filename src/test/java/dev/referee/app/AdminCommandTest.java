package dev.referee.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.app.config.Configuration;
import dev.referee.intake.capture.CaptureException;
import dev.referee.intake.capture.CaptureLine;
import dev.referee.intake.capture.CaptureReader;
import dev.referee.model.Source;
import dev.referee.token.SignedTokens;
import dev.referee.webhook.Hooks;
import dev.referee.webhook.Receiver;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** What an administrator sees who asks a running Referee by command. */
class AdminCommandTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> environment = new HashMap<>();
    private Receiver receiver;
    private Service service;
    private int hepPort;

    @BeforeEach
    void start() throws Exception {
        receiver = new Receiver(vertx);
        int port = freePort();
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            hepPort = free.getLocalPort();
        }
        service = Service.start(Configuration.load(
                null,
                Map.of(
                        "REFEREE_PBX_AMI_PORT",
                        "1",
                        "REFEREE_PBX_AMI_SECRET",
                        "a",
                        "REFEREE_PBX_HEP_LISTEN",
                        "127.0.0.1:" + hepPort,
                        "REFEREE_LISTEN_HOST",
                        "127.0.0.1",
                        "REFEREE_LISTEN_PORT",
                        String.valueOf(port),
                        "REFEREE_LOG_FILE",
                        folder.resolve("referee.db").toString(),
                        "REFEREE_TOKENS_HS256_SECRET",
                        SignedTokens.SECRET,
                        "REFEREE_ADMIN_PRIVATE_ADDRESSES",
                        "true")));
        environment.put("REFEREE_URL", "http://127.0.0.1:" + port);
        environment.put("REFEREE_TOKEN", SignedTokens.forAdministrator(later()));
        Hooks.await(
                () -> referee("webhooks", "list").status() == ExitCode.OK,
                () -> referee("webhooks", "list").err());
    }

    @AfterEach
    void stop() {
        service.stop();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private CommandRun referee(String... args) {
        return CommandRun.of(environment, folder, args);
    }

    private CommandRun expect(int status, String... args) {
        CommandRun outcome = referee(args);
        assertEquals(status, outcome.status(), outcome::toString);
        assertEquals(status == ExitCode.OK, outcome.err().isEmpty(), outcome::toString);
        return outcome;
    }

    private void create(String... more) {
        String[] args = Stream.concat(
                        Stream.of(
                                "webhooks",
                                "create",
                                "crm",
                                "http://127.0.0.1:" + receiver.port() + "/",
                                "--private-addresses"),
                        Stream.of(more))
                .toArray(String[]::new);
        CommandRun made = expect(ExitCode.OK, args);
        assertTrue(made.out().contains("whsec_"), made::out);
    }

    @Test
    void aWebhookIsMadeListedShownTriedStoppedAndDeleted() {
        create("--event", "failed", "--event", "completed", "--header", "X-Key: hush");
        CommandRun list = expect(ExitCode.OK, "webhooks", "list");
        assertTrue(list.out().matches("(?s).*crm +active +rest +0 +http://127.*"), list::out);
        CommandRun shown = expect(ExitCode.OK, "webhooks", "show", "crm");
        assertTrue(shown.out().contains("events: completed, failed"), shown::out);
        assertFalse(shown.out().contains("hush") || shown.out().contains("whsec_"), shown::out);
        JsonObject json = new JsonObject(
                expect(ExitCode.OK, "webhooks", "show", "crm", "--json").out());
        assertEquals("crm", json.getString("id"));

        CommandRun tried = expect(ExitCode.OK, "webhooks", "test", "crm");
        assertTrue(tried.out().startsWith("Accepted: HTTP 204"), tried::out);
        assertEquals(1, receiver.got.size());
        assertEquals(
                "crm is paused." + System.lineSeparator(),
                expect(ExitCode.OK, "webhooks", "pause", "crm").out());
        expect(ExitCode.OK, "webhooks", "resume", "crm");
        assertTrue(expect(ExitCode.OK, "webhooks", "rotate", "crm").out().contains("whsec_"));
        expect(ExitCode.OK, "webhooks", "delete", "crm");
        assertEquals(ExitCode.NO, referee("webhooks", "show", "crm").status());
        expect(ExitCode.OK, "dead-letters", "list", "--webhook", "crm", "--limit", "5");
        assertEquals(ExitCode.NO, referee("dead-letters", "show", "1").status());
        assertEquals(ExitCode.NO, referee("dead-letters", "resend", "1").status());
    }

    @Test
    void helpOfEachCommandSaysWhatAnExitStatusMeansAndGivesAnExample() {
        for (String command : List.of(
                "webhooks list",
                "webhooks show",
                "webhooks create",
                "webhooks test",
                "webhooks pause",
                "webhooks resume",
                "webhooks rotate",
                "webhooks delete",
                "dead-letters list",
                "dead-letters show",
                "dead-letters resend")) {
            String help = expect(ExitCode.OK, (command + " --help").split(" ")).out();
            assertTrue(help.matches("(?s).*\\R +1 +not found, not possible.*"), help);
            assertTrue(help.contains("Example:"), help);
            assertTrue(help.contains("  referee " + command), help);
            assertFalse(help.matches("(?s).*\\R {6}ID *\\R.*"), help);
        }
    }

    @Test
    void behindAProxyThePathOfTheUrlComesBeforeEachOther() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        HttpServer proxy = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.add(request.uri());
                    request.response().end("{}");
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String url = "http://127.0.0.1:" + proxy.actualPort();
        expect(ExitCode.OK, "webhooks", "list", "--url", url + "/referee/");
        assertEquals("/referee/v1/webhooks", asked.take());
        expect(ExitCode.OK, "webhooks", "list", "--url", url);
        assertEquals("/v1/webhooks", asked.take());
        assertTrue(expect(ExitCode.USAGE, "webhooks", "list", "--url", url + "/?a=b")
                .err()
                .contains("https://proxy.example/referee"));
        assertEquals(0, asked.size());
    }

    @Test
    void aTestThatIsNotTakenIsToldByTheStatusToo() {
        create();
        receiver.answers = message -> Receiver.Answer.FAIL;
        CommandRun tried = referee("webhooks", "test", "crm");
        assertEquals(ExitCode.NO, tried.status());
        assertTrue(tried.out().startsWith("Not accepted: HTTP 500"), tried::out);
    }

    @Test
    void whatIsWrongIsOneLineThatSaysWhatToDo() throws Exception {
        CommandRun wrong = expect(ExitCode.USAGE, "webhooks", "create", "crm", "ftp://a.example");
        assertTrue(wrong.err().startsWith("referee: body:1: url is (hidden)"), wrong::err);
        expect(ExitCode.USAGE, "webhooks");
        expect(ExitCode.USAGE, "dead-letters");
        expect(ExitCode.USAGE, "dead-letters", "list", "--limit", "0");
        Path token = Files.writeString(
                folder.resolve("token"), SignedTokens.forEndpoints(later(), "PJSIP/alice"));
        CommandRun denied =
                expect(ExitCode.DENIED, "webhooks", "list", "--token-file", token.toString());
        assertTrue(denied.err().contains("does not allow"), denied::err);
        expect(ExitCode.NO_INPUT, "webhooks", "list", "--token-file", "nowhere");
        environment.remove("REFEREE_TOKEN");
        expect(ExitCode.DENIED, "webhooks", "list");
        expect(ExitCode.USAGE, "webhooks", "list", "--url", "referee");
        CommandRun away =
                expect(ExitCode.UNAVAILABLE, "webhooks", "list", "--url", "http://127.0.0.1:1");
        assertTrue(away.err().contains("Start Referee"), away::err);
        for (String command : new String[] {"webhooks", "dead-letters"}) {
            CommandRun help = expect(ExitCode.OK, command, "list", "--help");
            assertTrue(help.out().contains("--token-file"), help::out);
        }
        CommandRun help = expect(ExitCode.OK, "notifies", "--help");
        assertTrue(help.out().contains("--token-file"), help::out);
        expect(ExitCode.DENIED, "notifies");
    }

    @Test
    void whatANotifySaidOnTheWireIsFound() {
        Hooks.await(
                () -> {
                    replayHep("blind-invalid-extension");
                    return referee("notifies").out().contains("status: 404");
                },
                () -> "" + referee("notifies"));
        String out = expect(ExitCode.OK, "notifies", "--limit", "5").out();
        assertTrue(out.contains("body: SIP/2.0 404 Not Found\\u000d\\u000a"), out);
        assertTrue(out.contains("subscriptionState: terminated;reason=noresource"), out);
        Hooks.await(
                () -> referee("notifies").out().contains("transfer: "),
                () -> "" + referee("notifies"));
        JsonArray kept = new JsonObject(
                        expect(ExitCode.OK, "notifies", "--json").out())
                .getJsonArray("notifies");
        assertEquals(1, kept.size(), kept::encode);
        JsonObject one = kept.getJsonObject(0);
        assertEquals("pbx", one.getString("sender"));
        String[] all = {
            "notifies",
            "--transfer",
            one.getString("transfer"),
            "--call-id",
            one.getString("callId"),
            "--pbx",
            "main",
            "--since",
            one.getString("at")
        };
        assertTrue(expect(ExitCode.OK, all).out().contains("status: 404"));
        assertEquals("", expect(ExitCode.OK, "notifies", "--pbx", "other").out());
        expect(ExitCode.USAGE, "notifies", "--limit", "0");
        expect(ExitCode.USAGE, "notifies", "--since", "yesterday");
        expect(ExitCode.USAGE, "notifies", "list");
    }

    @Test
    void theLadderOfATransferIsPrinted() {
        Hooks.await(
                () -> {
                    replayHep("blind-invalid-extension");
                    return referee("notifies").out().contains("transfer: ");
                },
                () -> "" + referee("notifies"));
        String id = new JsonObject(expect(ExitCode.OK, "notifies", "--json").out())
                .getJsonArray("notifies")
                .getJsonObject(0)
                .getString("transfer");
        Hooks.await(
                () -> referee("trace", id).out().contains("NOTIFY"),
                () -> "" + referee("trace", id));
        String text = expect(ExitCode.OK, "trace", id).out();
        assertTrue(text.startsWith(id + "  failed") && text.contains("REFER"), text);
        JsonObject json =
                new JsonObject(expect(ExitCode.OK, "trace", id, "--json").out());
        assertEquals(id, json.getString("transfer"));
        assertFalse(json.getJsonArray("steps").isEmpty());
        CommandRun none = expect(ExitCode.NO, "trace", "nothing");
        assertTrue(none.err().contains("No transfer"), none::err);
        expect(ExitCode.USAGE, "trace");
        String help = expect(ExitCode.OK, "trace", "--help").out();
        assertTrue(help.contains("  referee trace main-") && help.contains("--token-file"), help);
    }

    /** Sends the SIP messages of a recorded call as Asterisk mirrored them. */
    private void replayHep(String name) {
        Path file = Path.of("src", "test", "resources", "captures", name + ".jsonl.gz");
        try (CaptureReader capture = CaptureReader.open(file);
                DatagramSocket socket = new DatagramSocket()) {
            for (CaptureLine line = capture.next(); line != null; line = capture.next()) {
                if (line.source() == Source.HEP) {
                    byte[] packet = Base64.getDecoder().decode(line.raw());
                    socket.send(new DatagramPacket(
                            packet, packet.length, InetAddress.getLoopbackAddress(), hepPort));
                }
            }
        } catch (IOException | CaptureException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void whatAReceiverAnsweredCannotSteerTheTerminal() {
        assertEquals(
                "\\u001b[2Jgone\\u000aAccepted: HTTP 200 é",
                Lines.harmless("\u001b[2Jgone\nAccepted: HTTP 200 é"));
    }
}
