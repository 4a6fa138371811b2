package dev.referee.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;

import dev.referee.asterisk.LabCommand;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The demo page in a real browser: the JsSIP phones of Alice, Bob and Carol on a real Asterisk, each
 * with a Referee socket of its own. Screenshots of the ends are left in {@code target/it-browser}.
 */
@ExtendWith(StageExtension.class)
class BrowserIT {
    private static final String BOB = "6001";
    private static final String CAROL = "6002";
    private static final List<String> EVERYBODY = List.of("alice", "bob", "carol");
    private static final double PATIENCE_MS = 20_000;
    private static final Path SCREENSHOTS = Path.of("target", "it-browser");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream");

    private final Stage stage;
    private final Playwright playwright;
    private final Browser browser;
    private final Page page;

    BrowserIT(Stage stage) {
        this.stage = stage;
        // The driver would download browsers of its own; Debian's is used.
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(chromium()).setArgs(FLAGS));
        page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 1200));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                System.err.println("The page's console: " + message.text());
            }
        });
    }

    private static Path chromium() {
        return installedChromium().orElseGet(() -> {
            LabCommand.setUp("browser");
            return installedChromium()
                    .orElseThrow(() -> new IllegalStateException(
                            "There is no Chromium to test with. Type: ./lab setup browser"));
        });
    }

    private static Optional<Path> installedChromium() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @BeforeEach
    void openThePage() {
        page.navigate(stage.referee().url().resolve("/demo").toString());
        EVERYBODY.forEach(phone -> awaitState(phone, "registration", "registered"));
    }

    @AfterEach
    void closeThePage() {
        part("reset").click();
        EVERYBODY.forEach(phone -> awaitState(phone, "state", "idle"));
        playwright.close();
    }

    private Locator part(String testId) {
        return page.getByTestId(testId);
    }

    private void awaitState(String phone, String part, String state) {
        assertThat(part(phone + "-" + part))
                .hasAttribute(
                        "data-state", state, new HasAttributeOptions().setTimeout(PATIENCE_MS));
    }

    private void awaitLine(String what, int count, String selector) {
        assertThat(page.locator("[data-testid=" + what + "]" + selector))
                .hasCount(count, new HasCountOptions().setTimeout(PATIENCE_MS));
    }

    private void aliceTalksToBob() {
        part("bob-when-called").selectOption("answer");
        part("alice-target").fill(BOB);
        part("alice-call").click();
        awaitState("alice", "state", "active");
        awaitState("bob", "state", "active");
    }

    /** Each of the three pages shows the one end. */
    private void awaitEndOnEveryPhone(String state, String reason) {
        for (String phone : EVERYBODY) {
            awaitLine(
                    phone + "-referee-line",
                    1,
                    "[data-state=" + state + "][data-reason=" + reason + "]");
        }
    }

    private void photograph(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Test
    void attendedTransferIsShownOnAllThreePhones() {
        aliceTalksToBob();
        part("carol-when-called").selectOption("answer");
        part("alice-target").fill(CAROL);
        part("alice-consult").click();
        awaitState("carol", "state", "active");
        awaitState("alice", "state", "active");

        part("alice-attended").click();

        awaitEndOnEveryPhone("completed", "bridged");
        photograph("attended");
    }

    @Test
    void busyTargetIsShownOnAllThreePhonesBesideTheNotifyThatClaimedSuccess() {
        aliceTalksToBob();
        part("carol-when-called").selectOption("busy");
        part("alice-target").fill(CAROL);

        part("alice-transfer").click();

        awaitEndOnEveryPhone("failed", "busy");
        awaitLine("alice-sip-line", 1, "[data-kind=notify][data-status=\"200\"]");
        assertThat(part("alice-verdict")).hasAttribute("data-kind", "disagree");
        photograph("blind-busy");
    }
}
