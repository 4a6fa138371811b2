package dev.referee.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Readiness;
import dev.referee.edge.server.Edge;
import dev.referee.ladder.Ladder;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Transfer;
import dev.referee.token.SignedTokens;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The page of all transfers in a real browser, on a server that takes tokens. */
class AdminPageIT {
    private final Vertx vertx = Vertx.vertx();
    private final EventLog log = new MemoryLog(100, Duration.ofMinutes(10), InstantSource.system());
    private final Edge edge = new Edge(
            vertx,
            settings(),
            log,
            new DialogBook(100),
            () -> new Readiness(List.of()),
            () -> "",
            AdminApi.none(),
            transfer -> Future.succeededFuture(Optional.of(ladder(transfer))));
    private final int port = await(edge.start());

    @AfterEach
    void stop() {
        await(edge.stop());
        await(vertx.close());
    }

    @Test
    void theTransfersShowWhenAnAdministratorsTokenWasGivenAndNotBefore() {
        log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.newPage();
            page.navigate("http://localhost:" + port + "/");
            assertThat(page.getByTestId("sign-in")).isVisible();
            assertThat(page.getByTestId("transfer")).hasCount(0);

            signIn(page, "no token");
            assertThat(page.getByTestId("notice")).containsText("Token rejected");
            signIn(page, SignedTokens.forEndpoints(later(), "PJSIP/alice"));
            assertThat(page.getByTestId("notice")).containsText("not an administrator");
            assertThat(page.getByTestId("transfer")).hasCount(0);

            signIn(page, SignedTokens.forAdministrator(later()));
            assertThat(page.getByTestId("transfer")).hasCount(1);
            assertThat(page.getByTestId("transfer-code")).hasText("Code: code-7");
            assertThat(page.getByTestId("sign-in")).isHidden();
            assertThat(page.getByTestId("notice")).isHidden();
            log.append(Transfers.complete("t2", 1, Transfer.State.FAILED));
            assertThat(page.getByTestId("transfer")).hasCount(2);
        }
    }

    @Test
    void theLadderOfATransferIsDrawnAndReadByKeyboard() {
        log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.newPage();
            page.setViewportSize(360, 800);
            page.navigate("http://localhost:" + port + "/");
            signIn(page, SignedTokens.forAdministrator(later()));
            page.getByTestId("transfer").locator("summary").first().click();
            page.getByTestId("ladder-show").press("Enter");
            assertThat(page.getByTestId("ladder")).hasAttribute("data-transfer", "t1");
            Locator steps = page.getByTestId("ladder-step");
            assertThat(steps).hasCount(2);
            assertThat(steps.nth(0)).hasAttribute("data-misleading", "true");
            assertThat(steps.nth(1)).hasAttribute("data-kind", "verdict");
            steps.nth(1).focus();
            steps.nth(1).press("ArrowUp");
            assertThat(page.getByTestId("ladder-words"))
                    .hasText("+0.000 s, PBX to alice: NOTIFY: 200 OK."
                            + " Reported by HEP. Misleading: Claims success.");
            assertEquals(360, page.evaluate("() => document.documentElement.scrollWidth"));
            page.getByText("Draw it again").click();
            assertThat(page.getByTestId("ladder")).hasCount(1);
        }
    }

    private static Ladder ladder(String transfer) {
        return new Ladder(
                transfer,
                "failed",
                "busy",
                "Carol is busy.",
                List.of(
                        new Ladder.Party(
                                "transferor", Ladder.Role.TRANSFEROR, "PJSIP/alice", List.of()),
                        new Ladder.Party(Ladder.PBX, Ladder.Role.PBX, null, List.of()),
                        new Ladder.Party(
                                "transferee", Ladder.Role.TRANSFEREE, "PJSIP/bob", List.of()),
                        new Ladder.Party("target", Ladder.Role.TARGET, "PJSIP/carol", List.of())),
                List.of(
                        new Ladder.Step(
                                Instant.EPOCH,
                                Ladder.PBX,
                                "transferor",
                                Ladder.Kind.NOTIFY,
                                "NOTIFY: 200 OK",
                                null,
                                List.of("hep"),
                                "Claims success."),
                        new Ladder.Step(
                                Instant.EPOCH.plusSeconds(1),
                                Ladder.PBX,
                                Ladder.PBX,
                                Ladder.Kind.VERDICT,
                                "verdict: failed: busy",
                                null,
                                List.of(),
                                null)),
                false);
    }

    @Test
    void whenTheTokenEndsThePageAsksForAnother() {
        try (Chromium chromium = Chromium.launch()) {
            Page page = chromium.newPage();
            page.navigate("http://localhost:" + port + "/");
            signIn(page, SignedTokens.forAdministrator(Instant.now().plusSeconds(3)));
            assertThat(page.getByTestId("sign-in")).isHidden();
            assertThat(page.getByTestId("sign-in")).isVisible();
            log.append(Transfers.complete("t1", 1, Transfer.State.FAILED));
            signIn(page, SignedTokens.forAdministrator(later()));
            assertThat(page.getByTestId("transfer")).hasCount(1);
        }
    }

    private static void signIn(Page page, String token) {
        assertThat(page.getByTestId("sign-in")).isVisible();
        page.getByLabel("Token").fill(token);
        page.getByText("Show transfers").click();
    }

    private static Instant later() {
        return Instant.now().plusSeconds(3_600);
    }

    private static EdgeSettings settings() {
        return new EdgeSettings(
                "localhost",
                0,
                false,
                null,
                Duration.ofSeconds(25),
                SignedTokens.bySecret(),
                null,
                List.of(),
                100,
                100,
                1_000,
                60,
                600,
                32,
                16_384,
                256,
                Duration.ofMillis(50),
                EdgeSettings.Matching.EXACT);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Not within 30 s: " + e, e);
        }
    }
}
