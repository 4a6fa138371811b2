package dev.referee.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.referee.log.Notifies.Filter;
import dev.referee.log.Notifies.Kept;
import dev.referee.log.Notifies.Notify;
import dev.referee.model.Fact;
import dev.referee.model.SipRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** NOTIFYs that are kept, in a file and in memory: the same ones, and no more than they may be. */
class NotifiesTest {
    static final Filter ALL = new Filter(null, null, null, null);
    private static final int MOST = 100;
    private static final long MOST_BYTES = 1 << 20;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    private volatile Instant now = START;

    /** Where they are kept. */
    enum Place {
        FILE,
        MEMORY
    }

    /** What is done with them. */
    private interface Script {
        void with(Notifies notifies) throws Exception;
    }

    private void run(Place place, int most, Script script) throws Exception {
        switch (place) {
            case MEMORY ->
                script.with(new MemoryNotifies(most, MOST_BYTES, LogFixture.AGE, () -> now));
            case FILE -> {
                LogSettings settings = LogFixture.withNotifies(
                        LogFixture.settings(folder.resolve("referee.db")), most, MOST_BYTES);
                try (SqliteLog log = SqliteLog.open(settings, () -> now)) {
                    script.with(log.notifies());
                }
            }
        }
    }

    private void run(Place place, Script script) throws Exception {
        run(place, MOST, script);
    }

    private Notify notify(long cseq) {
        return notify("call-1", cseq, "SIP/2.0 503 Service Unavailable\r\n", null);
    }

    private Notify notify(String callId, long cseq, String body, @Nullable String transfer) {
        return notify(now, callId, cseq, body, transfer);
    }

    static Notify notify(
            Instant at, String callId, long cseq, String body, @Nullable String transfer) {
        return new Notify(
                "main",
                at,
                false,
                new SipRequest(callId, "pbx-tag", cseq),
                "phone-tag",
                503,
                "terminated;reason=noresource",
                new Fact.Body("message/sipfrag;version=2.0", body, false),
                null,
                transfer);
    }

    static List<Kept> found(Notifies notifies, Filter filter, long before, int most) {
        return notifies.find(filter, before, most).toCompletableFuture().join().orElseThrow();
    }

    static List<Notify> all(Notifies notifies) {
        return found(notifies, ALL, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(Kept::message)
                .toList();
    }

    private static List<Long> numbers(Notifies notifies, Filter filter) {
        return found(notifies, filter, Long.MAX_VALUE, 10).stream()
                .map(kept -> kept.message().request().cseq())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyFieldComesBackAsItWas(Place place) throws Exception {
        Notify scant = new Notify(
                "",
                START,
                true,
                new SipRequest("\u00e4\u0000'", "\"", 0xffff_ffffL),
                null,
                null,
                null,
                new Fact.Body(null, "\u00ff\u0000\u00c3(\r\n", true),
                null,
                null);
        Notify whole = notify(1).answeredWith(481).about("main-1.1-1");
        run(place, notifies -> {
            notifies.keep(scant);
            notifies.keep(whole);
            assertEquals(List.of(whole, scant), all(notifies));
        });
    }

    @ParameterizedTest
    @EnumSource
    void oneThatComesAgainIsKeptOnceAndWhatIsLearntOfItIsAdded(Place place) throws Exception {
        run(place, notifies -> {
            notifies.keep(notify(1));
            notifies.answered("main", notify(1).request(), 200);
            notifies.attribute("main", notify(1).request(), "main-1.1-1");
            notifies.keep(notify(1));
            notifies.answered("other", notify(1).request(), 481);
            notifies.attribute("main", notify(2).request(), "main-1.1-2");
            assertEquals(List.of(notify(1).answeredWith(200).about("main-1.1-1")), all(notifies));
        });
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatAreAskedForAreFoundAndNoOthers(Place place) throws Exception {
        run(place, notifies -> {
            notifies.keep(notify("call-1", 1, "", "main-1.1-1"));
            notifies.keep(notify("call-2", 2, "", "main-1.1-2"));
            now = START.plusSeconds(1);
            notifies.keep(notify("call-1", 3, "", null));
            assertEquals(List.of(3L, 2L, 1L), numbers(notifies, ALL));
            assertEquals(
                    List.of(1L), numbers(notifies, new Filter("main-1.1-1", null, null, null)));
            assertEquals(
                    List.of(3L, 1L), numbers(notifies, new Filter(null, "call-1", null, null)));
            assertEquals(
                    List.of(3L, 2L, 1L), numbers(notifies, new Filter(null, null, "main", null)));
            assertEquals(List.of(), numbers(notifies, new Filter(null, null, "mai%", null)));
            assertEquals(List.of(3L), numbers(notifies, new Filter(null, null, null, now)));
            assertEquals(
                    List.of(3L, 2L, 1L), numbers(notifies, new Filter(null, null, null, START)));
            assertEquals(List.of(), numbers(notifies, new Filter("main-1.1-1", null, null, now)));
        });
    }

    @ParameterizedTest
    @EnumSource
    void pagesMissNoneAndHaveNoneTwice(Place place) throws Exception {
        run(place, notifies -> {
            for (int cseq = 1; cseq <= 5; cseq++) {
                notifies.keep(notify(cseq));
            }
            List<Kept> first = found(notifies, ALL, Long.MAX_VALUE, 2);
            notifies.keep(notify(6));
            List<Kept> second = found(notifies, ALL, first.getLast().number(), 10);
            assertEquals(
                    List.of(5L, 4L, 3L, 2L, 1L),
                    LongStream.concat(
                                    first.stream().mapToLong(NotifiesTest::cseq),
                                    second.stream().mapToLong(NotifiesTest::cseq))
                            .boxed()
                            .toList());
        });
    }

    private static long cseq(Kept kept) {
        return kept.message().request().cseq();
    }

    @ParameterizedTest
    @EnumSource
    void theOldestGoesFirst(Place place) throws Exception {
        run(place, notifies -> {
            for (int cseq = 1; cseq <= MOST + 1; cseq++) {
                notifies.keep(notify(cseq));
            }
            List<Notify> kept = all(notifies);
            assertEquals(MOST, kept.size());
            assertEquals(2, kept.getLast().request().cseq());
        });
    }

    @ParameterizedTest
    @EnumSource
    void longOnesAreFewer(Place place) throws Exception {
        run(place, notifies -> {
            for (int cseq = 1; cseq <= MOST; cseq++) {
                notifies.keep(notify("c".repeat(20_000), cseq, "x".repeat(4_096), null));
            }
            List<Notify> kept = all(notifies);
            long size = kept.stream().mapToLong(Notify::size).sum();
            assertEquals(MOST, kept.getFirst().request().cseq());
            assertFalse(size > MOST_BYTES || size < MOST_BYTES * 9 / 10, "" + size);
        });
    }

    @ParameterizedTest
    @EnumSource
    void noneIsKeptLongerThanTheLogKeepsEvents(Place place) throws Exception {
        run(place, notifies -> {
            notifies.keep(notify(1));
            now = START.plus(LogFixture.AGE);
            assertEquals(List.of(1L), numbers(notifies, ALL));
            notifies.keep(notify(2));
            now = now.plus(Duration.ofMillis(1));
            assertEquals(List.of(2L), numbers(notifies, ALL));
            now = now.plus(LogFixture.AGE);
            assertEquals(List.of(), numbers(notifies, ALL));
        });
    }

    @ParameterizedTest
    @EnumSource
    void noneIsKeptWhereNoneIsToBe(Place place) throws Exception {
        run(place, notifies -> notifies.keep(notify(1)));
        run(place, 0, notifies -> {
            assertEquals(List.of(), all(notifies));
            notifies.keep(notify(2));
            assertEquals(List.of(), all(notifies));
        });
    }
}
