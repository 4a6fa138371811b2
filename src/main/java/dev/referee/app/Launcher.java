package dev.referee.app;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The jar's main class, compiled for Java 11 so that an older {@code java} on the path can load it.
 * On Java 21 or newer it calls {@link Main}; on an older one it starts the newest JDK that it finds
 * in {@code JAVA_HOME}, {@code REFEREE_JAVA_HOME} or the usual folders with the same arguments,
 * or says what to install. Mentions no class of Referee by type: loading one would fail.
 */
public final class Launcher {
    private static final int NEEDED = 21;
    private static final int EXIT_NO_JAVA = 69; // EX_UNAVAILABLE of sysexits.h

    private Launcher() {}

    /** Runs Referee with the given command line. Returns only when {@link Main} does. */
    public static void main(String[] args) throws Exception {
        if (Runtime.version().feature() >= NEEDED) {
            Class.forName("dev.referee.app.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
            return;
        }
        Optional<File> java = newestJava();
        if (java.isEmpty()) {
            System.err.println("referee: needs Java " + NEEDED + " or newer, this is Java "
                    + Runtime.version().feature()
                    + ". Install one, or set REFEREE_JAVA_HOME to its folder.");
            System.exit(EXIT_NO_JAVA);
            return;
        }
        System.exit(runWith(java.get(), args));
    }

    private static int runWith(File java, String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java.getPath());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // The jar's manifest says so too, and counts only with -jar.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
        command.addAll(Arrays.asList(args));
        Process process = new ProcessBuilder(command).inheritIO().start();
        // A signal to this process must reach the one that does the work, and wait for its end.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            try {
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }));
        handOnHangups(process);
        return process.waitFor();
    }

    /** SIGHUP is for the one that does the work, too; the class for it is of every JDK and warned of. */
    private static void handOnHangups(Process process) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handOn = (proxy, method, arguments) -> {
                new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start();
                return null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("HUP"),
                            Proxy.newProxyInstance(
                                    Launcher.class.getClassLoader(),
                                    new Class<?>[] {handler},
                                    handOn));
        } catch (ReflectiveOperationException e) {
            // A system without that signal.
            return;
        }
    }

    private static Optional<File> newestJava() {
        List<File> homes = new ArrayList<>();
        for (String variable : List.of("REFEREE_JAVA_HOME", "JAVA_HOME")) {
            String home = System.getenv(variable);
            if (home != null && !home.isEmpty()) {
                homes.add(new File(home));
            }
        }
        for (String folder : List.of(
                "/usr/lib/jvm",
                "/opt/java",
                "/opt",
                "/Library/Java/JavaVirtualMachines",
                System.getProperty("user.home") + "/.sdkman/candidates/java",
                System.getProperty("user.home") + "/.jdks")) {
            File[] found = new File(folder).listFiles(File::isDirectory);
            if (found != null) {
                homes.addAll(Arrays.asList(found));
            }
        }
        Optional<File> best = Optional.empty();
        int bestVersion = NEEDED - 1;
        for (File home : homes) {
            File root = new File(home, "Contents/Home").isDirectory()
                    ? new File(home, "Contents/Home")
                    : home;
            File java = new File(root, "bin/java");
            int version = versionOf(root);
            if (java.canExecute() && version > bestVersion) {
                best = Optional.of(java);
                bestVersion = version;
            }
        }
        return best;
    }

    /** The feature version that a JDK's {@code release} file states, or 0. */
    private static int versionOf(File home) {
        File release = new File(home, "release");
        if (!release.isFile()) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(release.toPath())) {
                if (line.startsWith("JAVA_VERSION=")) {
                    String version = line.substring("JAVA_VERSION=".length()).replace("\"", "");
                    return Integer.parseInt(version.split("[.+-]", 2)[0]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
