package dev.referee.app;

import dev.referee.app.config.ConfigurationException;
import dev.referee.app.config.ConfigurationReference;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code config}: what can be set, and whether what is set is right. */
@Command(
        name = "config",
        description = {
            "Print a configuration file with all keys, their meaning and their default.",
            "With --check: report errors in the configuration, and start nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee config > referee.yaml",
            "  referee config --check --config /etc/referee/referee.yaml"
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final ConfigurationOption configuration;

    @Option(names = "--check", description = "Check the configuration that run would read.")
    private boolean check;

    @Spec
    private @Nullable CommandSpec command;

    ConfigCommand(ConfigurationOption configuration) {
        this.configuration = configuration;
    }

    @Override
    public Integer call() throws ConfigurationException {
        if (command == null) {
            throw new IllegalStateException("called without a command line");
        }
        PrintWriter out = command.commandLine().getOut();
        if (check) {
            configuration.load();
            out.println("The configuration is valid.");
        } else {
            out.print(ConfigurationReference.yaml());
        }
        return ExitCode.OK;
    }
}
