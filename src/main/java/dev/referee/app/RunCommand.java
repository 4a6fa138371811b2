package dev.referee.app;

import dev.referee.app.config.ConfigurationException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** {@code run}: watch the PBX and serve the browsers until the process is told to end. */
@Command(
        name = "run",
        description = "Watch the PBX and serve browsers, until Ctrl-C or SIGTERM.",
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
        try (Termination termination = new Termination()) {
            Service service = Service.start(configuration.load());
            termination.await(null, new CompletableFuture<>());
            service.stop();
        }
        return ExitCode.OK;
    }
}
