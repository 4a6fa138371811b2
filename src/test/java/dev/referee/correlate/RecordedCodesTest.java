package dev.referee.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.referee.model.Source;
import dev.referee.model.Transfer;
import dev.referee.model.Transfer.Reason;
import dev.referee.model.TransferEvent;
import dev.referee.policy.WrapUpCodes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * By default every recorded call has one wrap-up code, whoever is listened to and whatever HEP loses.
 * Where this cannot be, docs/WRAP-UP-CODES.md says it.
 */
class RecordedCodesTest {
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Map<Reason, String> CODES = Map.ofEntries(
            Map.entry(Reason.BUSY, "busy"),
            Map.entry(Reason.DECLINED, "declined"),
            Map.entry(Reason.NO_ANSWER, "timeout"),
            Map.entry(Reason.UNREACHABLE, "unreachable"),
            Map.entry(Reason.CONGESTION, "unavailable"),
            Map.entry(Reason.NO_SUCH_EXTENSION, "not-found"),
            Map.entry(Reason.DIALOG_NOT_FOUND, "no-such-call"),
            Map.entry(Reason.MALFORMED_REFER, "failed"),
            Map.entry(Reason.NOT_BRIDGED, "failed"),
            Map.entry(Reason.APPLICATION_FAILED, "failed"),
            Map.entry(Reason.PARKING_FULL, "failed"),
            Map.entry(Reason.INTERNAL_ERROR, "failed"),
            Map.entry(Reason.REFUSED, "failed"),
            Map.entry(Reason.TARGET_GONE, "failed"));

    @TestFactory
    Stream<DynamicTest> aCallHasTheSameCodeWhoeverIsListenedTo() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String folder : RecordedCallsTest.FOLDERS) {
            RecordedCallsTest.expected(folder)
                    .properties()
                    .forEach(call -> tests.add(DynamicTest.dynamicTest(
                            call.getKey(), () -> check(folder + call.getKey()))));
        }
        return tests.stream();
    }

    private static void check(String name) {
        RecordedCall call = RecordedCall.read(name);
        List<RecordedCall> heard = new ArrayList<>(List.of(
                call,
                call.only(Source.AMI, Source.ARI),
                call.only(Source.AMI),
                call.only(Source.ARI)));
        for (int seed = 1; seed <= 10; seed++) {
            heard.add(call.withUnreliableHep(new Random(seed)));
        }
        for (RecordedCall one : heard) {
            for (TransferEvent event : one.events(LATE)) {
                Transfer transfer = WrapUpCodes.DEFAULT.mark(event).transfer();
                assertEquals(expected(transfer), transfer.wrapUpCode(), transfer::toString);
            }
        }
    }

    private static @Nullable String expected(Transfer transfer) {
        return switch (transfer.state()) {
            case REQUESTED, ACCEPTED, RINGING -> null;
            case COMPLETED -> "completed";
            case ABANDONED -> "abandoned";
            case UNKNOWN -> "unknown";
            case FAILED ->
                Objects.requireNonNull(CODES.get(transfer.reason()), "a reason without a capture");
        };
    }
}
