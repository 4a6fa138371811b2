package dev.referee.asterisk;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands test classes one {@link Asterisk}, the same for all of a run; it ends with the last of them.
 */
public final class AsteriskExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(AsteriskExtension.class);

    /** For JUnit. */
    public AsteriskExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Asterisk.class;
    }

    @Override
    public Asterisk resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** The one of this run. */
    public static Asterisk of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Asterisk.class, ignored -> Asterisk.provide(), Asterisk.class);
    }
}
