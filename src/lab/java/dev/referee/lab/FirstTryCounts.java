package dev.referee.lab;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A test that found something wrong fails again when Maven runs it once more: what Referee told
 * wrongly, or twice, is no flake. Only one that waited in vain has a second try: Asterisk has races of
 * its own. JUnit finds this class by its name in {@code META-INF/services}.
 */
public final class FirstTryCounts
        implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
    private static final Map<String, Throwable> WRONG = new ConcurrentHashMap<>();

    /** For JUnit. */
    public FirstTryCounts() {}

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Throwable first = WRONG.get(context.getUniqueId());
        if (first != null) {
            throw new AssertionError("The first try counts, and found something wrong.", first);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .filter(failure -> failure instanceof AssertionFailedError
                        || failure instanceof MultipleFailuresError)
                .ifPresent(failure -> WRONG.putIfAbsent(context.getUniqueId(), failure));
    }
}
