package dev.referee.lab;

import static org.junit.jupiter.api.Assertions.assertAll;

import dev.referee.phone.Call;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The audiences of a class of tests, which listen until its last test is over. A field of the class
 * registers it as an extension, so that it knows which tests failed.
 */
public final class Audiences
        implements BeforeEachCallback, AfterTestExecutionCallback, AutoCloseable {
    private final Stage stage;
    private final List<Listening> told = new ArrayList<>();
    private final List<Listening> untold = new ArrayList<>();
    private final Set<String> failed = new HashSet<>();
    private String test = "";

    private record Listening(String test, Audience audience) {
        void check(Consumer<Audience> assertion) {
            try {
                assertion.accept(audience);
            } catch (AssertionError e) {
                throw new AssertionError("In " + test + ": " + e.getMessage(), e);
            }
        }
    }

    public Audiences(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        test = context.getDisplayName();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            failed.add(test);
        }
    }

    /** These listen. They must be told one end, and nothing after it. */
    public Audience told(Call... legs) {
        return add(told, legs);
    }

    /** These listen and must never be told anything. */
    public Audience untold(Call... legs) {
        return add(untold, legs);
    }

    private Audience add(List<Listening> list, Call... legs) {
        Audience audience = new Audience(stage, legs);
        list.add(new Listening(test, audience));
        return audience;
    }

    /**
     * Checks what all were told. Call it after the last test: what comes late has come by then. Of an
     * end that did not come a test that failed has said so itself; here is only found what such a
     * test's audience should not have been told.
     */
    public void check() {
        List<Executable> checks = new ArrayList<>();
        for (Listening one : told) {
            Consumer<Audience> assertion = failed.contains(one.test)
                    ? Audience::assertNoOtherEnd
                    : Audience::assertOneEndAndNothingAfterIt;
            checks.add(() -> one.check(assertion));
        }
        for (Listening one : untold) {
            checks.add(() -> one.check(Audience::assertNobodyWasToldAnything));
        }
        assertAll(checks);
    }

    @Override
    public void close() {
        told.forEach(one -> one.audience.close());
        untold.forEach(one -> one.audience.close());
    }
}
