package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** {@code run}: watch the PBX and serve the browsers until the process is told to end. */
@Command(
        name = "run",
        description = "Watch the PBX and serve browsers, until Ctrl-C or SIGTERM. SIGHUP reads the"
                + " configuration again.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee run --config /etc/referee/referee.yaml",
            "  REFEREE_PBX_AMI_SECRET_FILE=ami REFEREE_PBX_ARI_PASSWORD_FILE=ari referee"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationOption configuration;

    RunCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws ConfigurationException, CommandFailure {
        CompletableFuture<Service> started = new CompletableFuture<>();
        try (Termination termination = new Termination()) {
            Service service;
            // From the beginning: the signal would end a Referee that does not hear it yet.
            try (Hangup hangup =
                    new Hangup(() -> started.join().reload(configuration::loadWithoutWarnings))) {
                hangup.listen();
                service = Service.start(loaded());
                started.complete(service);
                termination.await(null, new CompletableFuture<>());
            }
            service.stop();
        }
        return ExitCode.OK;
    }

    private Configuration loaded() throws ConfigurationException {
        Configuration loaded = configuration.loadWithoutWarnings();
        Logging.use(loaded.logFormat());
        switch (loaded.logFormat()) {
            case TEXT -> configuration.warn(loaded);
            case JSON -> loaded.warnings().forEach(LoggerFactory.getLogger(RunCommand.class)::warn);
        }
        return loaded;
    }
}
