package dev.referee.app;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and the Java it runs on. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {
            "referee " + (version == null ? "(not from a jar)" : version) + ", Java "
                    + Runtime.version().feature()
        };
    }
}
