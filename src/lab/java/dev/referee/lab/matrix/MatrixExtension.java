package dev.referee.lab.matrix;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands test classes one {@link Matrix}, the same for all of a run; it is written at its end. */
final class MatrixExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(MatrixExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Matrix.class;
    }

    @Override
    public Matrix resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // JUnit closes what is in the root's store when all classes are through.
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Matrix.class, ignored -> new Matrix(), Matrix.class);
    }
}
