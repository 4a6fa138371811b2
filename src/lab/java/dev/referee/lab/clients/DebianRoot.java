package dev.referee.lab.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder into which {@code ./lab} unpacked Debian's packages of clients; they run in it by chroot.
 *
 * @param folder its root, for example {@code target/lab/root-clients}
 */
record DebianRoot(Path folder) {
    private static final String HOME = "/phone";

    /** The version of a package, without Debian's own part, for example {@code 1.0.0}. */
    String version(String debianPackage) throws IOException {
        boolean isIt = false;
        for (String line : Files.readAllLines(folder.resolve("var/lib/dpkg/status"))) {
            if (line.startsWith("Package: ")) {
                isIt = line.equals("Package: " + debianPackage);
            } else if (isIt && line.startsWith("Version: ")) {
                return line.substring("Version: ".length()).replaceFirst("-[^-]*$", "");
            }
        }
        throw new IOException("there is no package " + debianPackage + " in " + folder);
    }

    /**
     * Writes a file of a client's.
     *
     * @return its path as the client sees it
     */
    String write(String name, String text) throws IOException {
        Path file = folder.resolve(HOME.substring(1)).resolve(name);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
        return HOME + "/" + name;
    }

    /** Starts a program of it. */
    Process start(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("chroot", folder.toString()));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("HOME", HOME);
        builder.environment().put("LANG", "C." + StandardCharsets.UTF_8.name());
        return builder.start();
    }
}
