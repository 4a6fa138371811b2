package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.WaitForFunctionOptions;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

import dev.referee.edge.AdminApi;
import dev.referee.edge.EdgeSettings;
import dev.referee.edge.Ladders;
import dev.referee.edge.Readiness;
import dev.referee.edge.server.Edge;
import dev.referee.log.DialogBook;
import dev.referee.log.EventLog;
import dev.referee.log.MemoryLog;
import dev.referee.log.Transfers;
import dev.referee.model.Dialog;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.Transfer.State;
import dev.referee.model.TransferEvent;
import dev.referee.token.SignedTokens;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Browsers whose connections are ended at random moments of a transfer, hundreds of times, end up with
 * exactly the true end. The browser, its library and the server are real; the transfers are told to
 * the server's log by the test, which knows how each ends. Each build draws anew:
 * {@code -Dcuts.seed=} and the seed of a failure repeat it.
 */
class CutOffIT {
    private static final long SEED = Long.getLong("cuts.seed", System.currentTimeMillis());
    private static final int TRANSFERS = Integer.getInteger("cuts.transfers", 200);

    /** How long the transfers take, on the {@link Pace}'s clock. */
    private static final int SPAN_MS = 8_000;

    private static final int TICK_MS = 5;
    private static final int PATIENCE_MS = 180_000;
    private static final Path PAGE = Path.of("target", "it-cuts").toAbsolutePath();
    private static final List<Reason> REASONS = List.of(Reason.values());
    private static final List<State> STEPS =
            List.of(State.REQUESTED, State.ACCEPTED, State.RINGING);

    private final Random random = new Random(SEED);
    private final Vertx vertx = Vertx.vertx();
    private final EventLog log =
            new MemoryLog(TRANSFERS * 10, Duration.ofMinutes(10), InstantSource.system());
    private final DialogBook dialogs = new DialogBook(TRANSFERS);
    private final Edge edge = new Edge(
            vertx,
            settings(),
            log,
            dialogs,
            () -> new Readiness(List.of()),
            () -> "",
            AdminApi.none(),
            Ladders.none());
    private final URI server = URI.create("http://127.0.0.1:" + await(edge.start()));
    private final RandomCuts network = new RandomCuts(server, SEED + 1);
    private final Chromium chromium = Chromium.launch();
    private final HttpServer pages;

    CutOffIT() throws IOException {
        Files.createDirectories(PAGE);
        Files.writeString(PAGE.resolve("index.html"), "<!doctype html><title>cut off</title>");
        pages = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PAGE,
                SimpleFileServer.OutputLevel.NONE);
        pages.start();
    }

    private static EdgeSettings settings() {
        int many = TRANSFERS * 100;
        return new EdgeSettings(
                "127.0.0.1",
                0,
                false,
                null,
                Duration.ofSeconds(25),
                SignedTokens.bySecret(),
                null,
                List.of(),
                many,
                many,
                many,
                many,
                many,
                10,
                16_384,
                100,
                Duration.ofSeconds(1),
                EdgeSettings.Matching.EXACT);
    }

    @AfterEach
    void stop() {
        network.close();
        chromium.close();
        pages.stop(0);
        await(edge.stop());
        log.close();
        await(vertx.close());
    }

    /** 200 transfers, and more cuts than these. */
    @Test
    void browserThatIsCutOffAtAnyMomentEndsUpWithExactlyTheTrueEnd() {
        List<Reason> truths = truths();
        Page page = chromium.newQuietPage(); // each cut is an error to its console
        page.navigate("http://127.0.0.1:" + pages.getAddress().getPort() + "/");
        track(page);

        // By the half of it few transfers are over: enough browsers are left to be cut off.
        happen(truths, clock -> network.cuts() > TRANSFERS || clock < SPAN_MS / 2);
        network.calmDown();
        // As a browser tells its pages when the network is there again.
        page.evaluate("() => dispatchEvent(new Event('online'))");
        page.waitForFunction(
                "n => told.filter(one => one.over).length === n",
                TRANSFERS,
                new WaitForFunctionOptions().setTimeout(PATIENCE_MS));

        JsonArray told = new JsonArray((String) page.evaluate("() => JSON.stringify(told)"));
        for (int i = 0; i < TRANSFERS; i++) {
            assertTold(told.getJsonObject(i), truths.get(i), "transfer " + i + ", seed " + SEED);
        }
        assertTrue(network.cuts() > TRANSFERS, "only " + network.cuts() + " cuts");
    }

    /** Each token lasts a second or two. */
    @Test
    void browserWhoseTokensExpireAllTheTimeMissesNoEnd() {
        List<Reason> truths = truths();
        Page page = chromium.newPage();
        AtomicInteger tokens = new AtomicInteger();
        pages.createContext("/token", request -> {
            tokens.incrementAndGet();
            byte[] token = SignedTokens.forEndpoints(Instant.now().plusMillis(1_500), "PJSIP/alice")
                    .getBytes(StandardCharsets.US_ASCII);
            request.sendResponseHeaders(200, token.length);
            try (OutputStream body = request.getResponseBody()) {
                body.write(token);
            }
        });
        page.navigate("http://127.0.0.1:" + pages.getAddress().getPort() + "/");
        watch(page);

        happen(truths, clock -> tokens.get() > 2 || clock < SPAN_MS / 2);
        page.waitForFunction(
                "n => Object.keys(ends).length === n",
                TRANSFERS,
                new WaitForFunctionOptions().setTimeout(PATIENCE_MS));

        JsonObject ends = new JsonObject((String) page.evaluate("() => JSON.stringify(ends)"));
        for (int i = 0; i < TRANSFERS; i++) {
            assertEquals(
                    end(truths.get(i)),
                    ends.getString("t" + i),
                    "transfer " + i + ", seed " + SEED);
        }
        assertTrue(tokens.get() > 2, "only " + tokens + " tokens");
    }

    private void watch(Page page) {
        page.evaluate(
                """
                async ([client, url]) => {
                  const { Referee } = await import(client);
                  window.ends = {};
                  const token = async () => (await fetch('/token')).text();
                  const all = new Referee(url, { token }).watch({ endpoint: 'PJSIP/alice' });
                  all.addEventListener('transfer', ({ transfer: { id, state, reason } }) => {
                    if (reason) {
                      ends[id] = `${state}: ${reason}`;
                    } else {
                      delete ends[id]; // an end that is taken back is none
                    }
                  });
                }
                """, List.of(server.resolve("/client/referee.js").toString(), server.toString()));
    }

    /** One browser's worth of library for each, as if each were on a phone of its own. */
    private void track(Page page) {
        page.evaluate(
                """
                async ([client, url, dialogs]) => {
                  const { Referee } = await import(client);
                  window.told = dialogs.map(() => ({ steps: [], over: false }));
                  dialogs.forEach(async (dialog, i) => {
                    const transfer = new Referee(url).track(dialog);
                    try {
                      for await (const { state, reason } of transfer) {
                        told[i].steps.push(reason ? `${state}: ${reason}` : state);
                      }
                      const { state, reason } = await transfer.outcome;
                      told[i].outcome = `${state}: ${reason}`;
                    } catch (error) {
                      told[i].error = String(error);
                    }
                    told[i].over = true;
                  });
                }
                """,
                List.of(
                        server.resolve("/client/referee.js").toString(),
                        network.url(),
                        IntStream.range(0, TRANSFERS)
                                .mapToObj(i -> Map.of(
                                        "callId", callId(i),
                                        "localTag", "phone",
                                        "remoteTag", "pbx"))
                                .toList()));
    }

    private List<Reason> truths() {
        List<Reason> truths = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            truths.add(REASONS.get(random.nextInt(REASONS.size())));
            dialogs.learn(Transfers.leg(callId(i)), dialog(i));
        }
        return truths;
    }

    private void happen(List<Reason> truths, IntPredicate mayGoOn) {
        List<Step> steps = IntStream.range(0, TRANSFERS)
                .mapToObj(i -> steps(i, truths.get(i)))
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Step::moment))
                .toList();
        await(new Pace(steps, mayGoOn).run());
    }

    /** The steps of transfers on a clock that stands still while the network has not cut enough. */
    private final class Pace {
        private final Deque<Step> steps;
        private final IntPredicate mayGoOn;
        private final Promise<Void> done = Promise.promise();
        private int clock;

        Pace(List<Step> steps, IntPredicate mayGoOn) {
            this.steps = new ArrayDeque<>(steps);
            this.mayGoOn = mayGoOn;
        }

        Future<Void> run() {
            long timer = vertx.setPeriodic(TICK_MS, tick -> tick());
            return done.future().onComplete(over -> vertx.cancelTimer(timer));
        }

        private void tick() {
            if (mayGoOn.test(clock)) {
                clock += TICK_MS;
            }
            while (!steps.isEmpty() && steps.getFirst().moment() <= clock) {
                log.append(steps.removeFirst().event());
            }
            if (steps.isEmpty()) {
                done.tryComplete();
            }
        }
    }

    private static String end(Reason truth) {
        return word(truth.state().name()) + ": " + word(truth.name());
    }

    private static void assertTold(JsonObject told, Reason truth, String which) {
        String end = end(truth);
        String all = which + ": " + told.encode();
        assertEquals(null, told.getString("error"), all);
        assertEquals(end, told.getString("outcome"), all);
        List<Object> steps = told.getJsonArray("steps").stream().toList();
        assertEquals(end, steps.getLast(), all);
        // Who is away may miss what came before the end, but is told nothing twice or backwards.
        List<String> possible =
                new ArrayList<>(STEPS.stream().map(state -> word(state.name())).toList());
        possible.add(end);
        possible.retainAll(steps);
        assertEquals(possible, steps, all);
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String callId(int i) {
        return "call-" + i;
    }

    private static Dialog dialog(int i) {
        return new Dialog(callId(i), "phone", "pbx");
    }

    private record Step(int moment, TransferEvent event) {}

    /** What the log is told of a transfer, at random moments in this order. */
    private List<Step> steps(int i, Reason truth) {
        List<TransferEvent> events = new ArrayList<>();
        for (State state : STEPS) {
            events.add(Transfers.of("t" + i, events.size() + 1, state, callId(i), null, null));
        }
        events.add(Transfers.ended("t" + i, events.size() + 1, truth, callId(i)));
        List<Integer> moments =
                random.ints(events.size(), 1, SPAN_MS).sorted().boxed().toList();
        List<Step> steps = new ArrayList<>();
        for (int step = 0; step < events.size(); step++) {
            steps.add(new Step(moments.get(step) + step, events.get(step)));
        }
        return steps;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
