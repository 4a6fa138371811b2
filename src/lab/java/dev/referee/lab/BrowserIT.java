package dev.referee.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.util.List;

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
    private final Stage stage;
    private final Chromium chromium = Chromium.launch();
    private final Page page = chromium.newPage();

    BrowserIT(Stage stage) {
        this.stage = stage;
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
        chromium.close();
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

    /** Alice's own phone calls Carol, and reports what Referee shows. */
    @Test
    void callerWhomThePbxSendsAwayIsShownAsHandedOff() {
        part("story-sent-away").click();

        awaitLine("alice-referee-line", 1, "[data-state=completed][data-reason=handed-off]");
        awaitLine("alice-sip-line", 1, "[data-kind=refer]");
        assertThat(part("alice-verdict")).hasAttribute("data-kind", "agree");
        awaitState("carol", "state", "active");
        photograph("sent-away");
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
        assertThat(part("alice-referee").getByTestId("transfer-code")).hasText("Code: busy");
        assertThat(part("bob-referee").getByTestId("transfer-code")).hasCount(0);
        photograph("blind-busy");
    }
}
