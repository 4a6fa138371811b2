package dev.referee.lab;

import dev.referee.asterisk.AsteriskExtension;
import dev.referee.phone.PhoneFailure;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands test classes one {@link Stage}, the same for all of a run. A test that fails on it prints the
 * SIP trace, unless its failure has it already, and the end of Referee's log.
 */
public final class StageExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(StageExtension.class);
    private static final int LOG_LINES = 60;

    /** For JUnit. */
    public StageExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Stage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stage(context);
    }

    private static Stage stage(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Stage.class,
                        ignored -> Stage.beside(AsteriskExtension.of(context)),
                        Stage.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            return;
        }
        Stage stage = stage(context);
        System.err.println("---- " + context.getDisplayName() + " failed");
        if (!(failure instanceof PhoneFailure)) {
            System.err.println(stage.phones().trace());
        }
        java.util.List<String> log = stage.referee().log().lines().toList();
        System.err.println("---- the end of Referee's log:");
        log.subList(Math.max(0, log.size() - LOG_LINES), log.size()).forEach(System.err::println);
    }
}
