package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.WaitForFunctionOptions;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

import dev.referee.phone.Call;
import dev.referee.phone.Phone;

import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The client library in a real browser, with real JsSIP and real SIP.js on a real Asterisk: Alice's
 * phone is in a page, Ben and Cleo have scripted ones. The page reaches Referee over a network that
 * can be cut.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {
    private static final String BEN = "7001";
    private static final String CLEO = "7002";
    private static final int BUSY_HERE = 486;
    private static final int DECLINE = 603;
    private static final double PATIENCE_MS = 20_000;
    private static final Path PAGE = Path.of("target", "it-client", "phone.js").toAbsolutePath();

    private final Stage stage;
    private final Chromium chromium;
    private final Phone ben;
    private final Phone cleo;
    /** Of another origin than Referee, as a phone's page is. */
    private final HttpServer pages;

    private CutWire wire;
    private Page page;

    ClientIT(Stage stage) throws IOException {
        this.stage = stage;
        Files.createDirectories(PAGE.getParent());
        chromium = Chromium.launch();
        pages = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PAGE.getParent(),
                SimpleFileServer.OutputLevel.NONE);
        pages.start();
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    static void bundleThePage() throws IOException, InterruptedException {
        Bundle.make("src/test/web/browser/phone.js", PAGE);
        Files.writeString(
                PAGE.resolveSibling("index.html"),
                "<!doctype html><script type=module src=phone.js></script>");
    }

    @BeforeEach
    void openThePage() {
        wire = new CutWire(stage.referee().url());
        page = chromium.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        load();
    }

    private void load() {
        page.navigate("http://127.0.0.1:" + pages.getAddress().getPort() + "/?client="
                + stage.referee().url().resolve("/client/referee.js"));
        page.waitForFunction("document.title === 'ready'");
    }

    @AfterEach
    void hangUpAll() {
        page.close();
        wire.close();
        stage.hangUpAll();
    }

    @AfterAll
    void closeTheBrowser() {
        chromium.close();
        pages.stop(0);
    }

    /** Alice's phone calls Ben; the call is 0. */
    private Call talkToBen(String stack) {
        String sip = "ws://%s:%d/ws"
                .formatted(
                        stage.asterisk().address().host(),
                        stage.asterisk().address().httpPort());
        page.evaluate(
                "([stack, sip, url]) => phone.open(stack, sip, url)",
                List.of(stack, sip, wire.url()));
        Call atBen = callTo(ben, BEN);
        page.evaluate("url => phone.known(0, url)", wire.url());
        return atBen;
    }

    private Call callTo(Phone phone, String extension) {
        page.evaluate("extension => { phone.answered = phone.call(extension); }", extension);
        Call call = phone.awaitIncoming().ring().answer();
        page.evaluate("phone.answered");
        return call;
    }

    private JsonObject told(int transfer) {
        return new JsonObject(
                (String) page.evaluate("n => JSON.stringify(phone.told[n])", transfer));
    }

    private void awaitTold(int transfer, String condition) {
        try {
            page.waitForFunction(
                    "n => phone.told[n] && (told => " + condition + ")(phone.told[n])",
                    transfer,
                    new WaitForFunctionOptions().setTimeout(PATIENCE_MS));
        } catch (RuntimeException e) {
            throw new AssertionError("Not " + condition + ": " + told(transfer), e);
        }
    }

    private void assertEnd(int transfer, String end, List<String> states) {
        awaitTold(transfer, "told.end || told.lost");
        JsonObject told = told(transfer);
        JsonObject last = told.getJsonObject("end", new JsonObject());
        assertEquals(end, last.getString("state") + ": " + last.getString("reason"), told::encode);
        // Nothing lost, and nothing twice; what came before the first answer is summed up in it.
        List<?> heard = told.getJsonArray("states").getList();
        assertTrue(heard.size() > 1, told::encode);
        assertEquals(
                states.subList(Math.max(0, states.size() - heard.size()), states.size()),
                heard,
                told::encode);
    }

    private boolean hungUp(int transfer) {
        awaitTold(transfer, "typeof told.hungUp === 'boolean'");
        return told(transfer).getBoolean("hungUp");
    }

    private void awaitCallOver(int call) {
        page.waitForFunction("call => phone.isOver(call)", call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void attendedTransferEndsAsCompletedAndFreesTheCall(String stack) {
        talkToBen(stack);
        page.evaluate("phone.hold(0)");
        callTo(cleo, CLEO);
        page.evaluate("phone.track(0)");

        page.evaluate("phone.attended(0, 1, '7002')");

        awaitTold(0, "told.end || told.lost");
        JsonObject end = told(0).getJsonObject("end");
        assertEquals("bridged", end.getString("reason"), () -> told(0).encode());
        awaitCallOver(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void busyTargetIsToldDespiteNotify200AndTheFrozenCallIsFreed(String stack) {
        talkToBen(stack);
        page.evaluate("phone.track(0)");
        page.evaluate("phone.blind(0, '7002')");

        Call atCleo = cleo.awaitIncoming().ring();
        // Refused at once, the NOTIFY would tell the truth.
        awaitTold(0, "told.states.includes('ringing')");
        atCleo.refuse(BUSY_HERE);

        assertEnd(0, "failed: busy", List.of("requested", "accepted", "ringing", "failed"));
        assertTrue(told(0).getJsonObject("end").getBoolean("notifyMisleading"));
        assertTrue(hungUp(0), () -> told(0).encode());
        awaitCallOver(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void refusedReferKeepsTheCallForAnotherTry(String stack) {
        talkToBen(stack);
        page.evaluate("phone.track(0)");
        page.evaluate("phone.malformed(0)");

        awaitTold(0, "told.end || told.lost");
        JsonObject refused = told(0).getJsonObject("end");
        assertEquals("malformed-refer", refused.getString("reason"), refused::encode);
        assertEquals(400, refused.getJsonObject("sip").getInteger("referStatus"));
        assertFalse(hungUp(0), () -> told(0).encode());

        page.evaluate("phone.track(0)");
        page.evaluate("phone.blind(0, '7002')");
        Call atCleo = cleo.awaitIncoming().ring();
        awaitTold(1, "told.states.includes('ringing')");
        atCleo.answer();

        assertEnd(
                1, "completed: answered", List.of("requested", "accepted", "ringing", "completed"));
        awaitCallOver(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void transferorWhoHangsUpOnThe202IsStillToldTheEnd(String stack) {
        talkToBen(stack);
        page.evaluate("phone.track(0)");
        page.evaluate("phone.blindAndLeave(0, '7002')");
        Call atCleo = cleo.awaitIncoming().ring();
        awaitCallOver(0);

        atCleo.refuse(DECLINE);

        assertEnd(0, "failed: declined", List.of("requested", "accepted", "ringing", "failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void serverThatWasRestartedInTheMiddleTellsTheEndItDidNotSee(String stack) {
        talkToBen(stack);
        page.evaluate("phone.track(0)");
        page.evaluate("phone.blind(0, '7002')");
        Call atCleo = cleo.awaitIncoming().ring();
        awaitTold(0, "told.states.includes('ringing')");

        stage.referee().kill();
        atCleo.answer();
        stage.awaitTogether(ben, cleo);
        stage.referee().startAgain();
        page.evaluate("phone.online()");

        assertEnd(
                0, "completed: answered", List.of("requested", "accepted", "ringing", "completed"));
        awaitCallOver(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void networkThatWasCutInTheMiddleLosesNothingAndTellsNothingTwice(String stack) {
        Call atBen = talkToBen(stack);
        page.evaluate("phone.track(0)");
        try (Audience audience = new Audience(stage, atBen)) {
            page.evaluate("phone.blind(0, '7002')");
            Call atCleo = cleo.awaitIncoming();
            awaitTold(0, "told.states.includes('accepted')");
            wire.cut();
            atCleo.ring().refuse(BUSY_HERE);
            audience.awaitEnd("failed", "busy");
            assertEquals(null, told(0).getJsonObject("end"));

            wire.mend();
            page.evaluate("phone.online()");

            assertEnd(0, "failed: busy", List.of("requested", "accepted", "ringing", "failed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void pageThatWasReloadedInTheMiddleIsToldTheEnd(String stack) {
        talkToBen(stack);
        page.evaluate("phone.track(0)");
        page.evaluate("phone.blind(0, '7002')");
        Call atCleo = cleo.awaitIncoming().ring();
        awaitTold(0, "told.states.includes('ringing')");

        load();
        page.evaluate("url => phone.trackAgain(url)", wire.url());
        awaitTold(0, "told.states.includes('ringing')");
        atCleo.answer();

        assertEnd(0, "completed: answered", List.of("ringing", "completed"));
    }
}
