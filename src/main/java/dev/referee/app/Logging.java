package dev.referee.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;

import dev.referee.app.config.LogFormat;

import org.slf4j.LoggerFactory;

import java.util.Objects;

/** How what is logged is written. Logback begins with text, before the configuration is read. */
final class Logging {
    private Logging() {}

    /** Writes in this format from now on. */
    static void use(LogFormat format) {
        if (format == LogFormat.TEXT) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Objects.requireNonNull(
                    Logging.class.getResource("/logback-json.xml"), "logback-json.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }
}
