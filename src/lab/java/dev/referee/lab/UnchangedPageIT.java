package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

import dev.referee.phone.Phone;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pages that load nothing of Referee, with real JsSIP and real SIP.js in a real browser, learn from
 * a real Asterisk how their warm transfer ended: Alice calls Ben and then Cleo, and joins the two.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnchangedPageIT {
    private static final String BEN = "7001";
    private static final String CLEO = "7002";
    private static final double PATIENCE_MS = 20_000;
    private static final Path SCRIPT =
            Path.of("target", "it-unchanged", "unchanged.js").toAbsolutePath();
    private static final String WAITING_FOR = "text => [...document.querySelectorAll('li')]"
            + ".some(line => line.textContent.startsWith(text))";

    private final Stage stage;
    private final Chromium chromium;
    private final Phone ben;
    private final Phone cleo;
    private final HttpServer pages;

    private RefereeProcess referee;
    private Page page;

    UnchangedPageIT(Stage stage) throws IOException {
        this.stage = stage;
        Files.createDirectories(SCRIPT.getParent());
        chromium = Chromium.launch();
        pages = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SCRIPT.getParent(),
                SimpleFileServer.OutputLevel.NONE);
        pages.start();
        ben = stage.phones().register("ben");
        cleo = stage.phones().register("cleo");
    }

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Bundle.make("src/test/web/browser/unchanged.js", SCRIPT);
        Files.writeString(
                SCRIPT.resolveSibling("index.html"),
                "<!doctype html><body><script type=module src=unchanged.js></script>");
        referee = RefereeProcess.startPushing(stage.asterisk().address(), "referee-push");
    }

    @BeforeEach
    void openThePage() {
        page = chromium.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.navigate("http://127.0.0.1:" + pages.getAddress().getPort() + "/");
        page.waitForFunction("document.title === 'ready'");
    }

    @AfterEach
    void hangUpAll() {
        page.close();
        stage.hangUpAll();
    }

    @AfterAll
    void stop() {
        referee.close();
        chromium.close();
        pages.stop(0);
    }

    private void open(String stack) {
        String sip = "ws://%s:%d/ws"
                .formatted(
                        stage.asterisk().address().host(),
                        stage.asterisk().address().httpPort());
        page.evaluate("([stack, sip]) => phone.open(stack, sip)", List.of(stack, sip));
    }

    private void joinBenAndCleo() {
        call(ben, BEN);
        call(cleo, CLEO);
        page.evaluate("extension => phone.attended(extension)", CLEO);
    }

    private void call(Phone phone, String extension) {
        page.evaluate("extension => { phone.answered = phone.call(extension); }", extension);
        phone.awaitIncoming().ring().answer();
        page.evaluate("phone.answered");
    }

    private String line(String start) {
        try {
            page.waitForFunction(WAITING_FOR, start);
        } catch (RuntimeException e) {
            throw new AssertionError("No line " + start + ": " + page.content(), e);
        }
        List<String> lines = page.locator("li").allTextContents().stream()
                .filter(line -> line.startsWith(start))
                .toList();
        assertEquals(1, lines.size(), lines::toString);
        return lines.getFirst();
    }

    @Test
    void pageThatOnlyLogsTheEventsOfJsSipShowsHowItsWarmTransferEnded() {
        open("jssip");
        joinBenAndCleo();

        String line = line("sipEvent");
        assertTrue(
                line.startsWith("sipEvent state=completed&reason=bridged&role=transferor"), line);
        assertTrue(line.contains("message=Ben+and+Cleo"), line);
    }

    @ParameterizedTest
    @CsvSource({"jssip, listenInJsSip", "sipjs, listenInSipJs"})
    void linesOfTheDocumentShowHowTheWarmTransferEnded(String stack, String recipe)
            throws IOException {
        open(stack);
        page.evaluate("(" + documented(recipe) + ")(phone.ua(), end =>"
                + " phone.log('told', end.role, end.state, end.reason, end.message))");
        joinBenAndCleo();

        assertEquals(
                "told transferor completed bridged Ben and Cleo (7002) are talking to each other.",
                line("told"));
    }

    private static String documented(String function) throws IOException {
        String document = Files.readString(Path.of("docs", "CLIENT.md"));
        int begin = document.indexOf("function " + function + "(");
        assertTrue(begin > 0, () -> "docs/CLIENT.md has no " + function);
        return document.substring(begin, document.indexOf("```", begin));
    }
}
