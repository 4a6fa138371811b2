package dev.referee.app;

import dev.referee.app.config.Configuration;
import dev.referee.app.config.ConfigurationException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code --config}, and the configuration that it leads to. */
final class ConfigurationOption {
    private static final String DEFAULT_FILE = "referee.yaml";

    private final Map<String, String> environment;
    private final Path folder;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file. Default: the file that REFEREE_CONFIG names,"
                    + " otherwise ./referee.yaml if it exists. REFEREE_ variables override it.")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    ConfigurationOption(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** Loads the configuration and tells its warnings on standard error. */
    Configuration load() throws ConfigurationException {
        Configuration configuration = loadWithoutWarnings();
        warn(configuration);
        return configuration;
    }

    /** Tells the warnings of a configuration on standard error. */
    void warn(Configuration configuration) {
        if (command != null) {
            for (String warning : configuration.warnings()) {
                command.commandLine().getErr().println("referee: warning: " + warning);
            }
        }
    }

    /** Loads the configuration; its warnings are the caller's to tell. */
    Configuration loadWithoutWarnings() throws ConfigurationException {
        return Configuration.load(chosenFile(), environment);
    }

    private @Nullable Path chosenFile() {
        if (file != null) {
            return file;
        }
        String named = environment.getOrDefault("REFEREE_CONFIG", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        Path usual = folder.resolve(DEFAULT_FILE);
        return Files.exists(usual) ? usual : null;
    }
}
