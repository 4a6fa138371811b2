package dev.referee.doctor;

import dev.referee.doctor.Examination.OfAmi;
import dev.referee.intake.ami.AmiProbe;
import dev.referee.intake.ami.AmiSettings;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks AMI with the configured account. Blocks; each question for seconds at most. */
final class AmiQuestions implements AutoCloseable {
    /** The most contexts that are asked about. */
    private static final int MOST_CONTEXTS = 50;

    private static final Pattern CLASSES = Pattern.compile("\\(Priv: ([a-z,<>]+)\\)");

    private final AmiProbe probe;
    private final AmiSettings settings;
    private final InstantSource clock;
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();
    private final Set<String> variables = ConcurrentHashMap.newKeySet();

    AmiQuestions(Vertx vertx, AmiSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.probe = new AmiProbe(vertx.getOrCreateContext(), settings, (event, variable) -> {
            heard.merge(event, 1, Integer::sum);
            if (event.equals("VarSet")) {
                variables.add(variable);
            }
        });
    }

    /**
     * Asks everything and begins to listen.
     *
     * @param ariUser whose lines of ari.conf are read; empty for none
     * @param contexts of endpoints
     * @param hasFunctions whether func_config runs; a question for a function that is not there
     *     writes an error into Asterisk's log
     */
    OfAmi ask(String ariUser, Set<String> contexts, boolean hasFunctions) {
        String trouble = probe.open();
        if (trouble != null) {
            return OfAmi.unreachable(trouble);
        }
        try {
            Map<String, Set<String>> commands = commands();
            boolean mayRead = commands.containsKey("getvar");
            String version = commands.containsKey("coresettings")
                    ? probe.settings().fields().getOrDefault("asteriskversion", "")
                    : "";
            Duration ahead = mayRead ? ahead() : null;
            AsteriskConf conf = mayRead && hasFunctions
                    ? AsteriskConf.read(probe::variable, settings.username(), ariUser)
                    : AsteriskConf.UNREADABLE;
            Map<String, Boolean> known = new TreeMap<>();
            Set<String> replacing = new TreeSet<>();
            if (commands.containsKey("showdialplan")) {
                askDialplan(contexts, known, replacing);
            }
            probe.listen();
            return new OfAmi(
                    null,
                    probe.protocol(),
                    version,
                    commands,
                    conf,
                    known,
                    replacing,
                    Map.of(),
                    Set.of(),
                    ahead);
        } catch (IOException e) {
            return OfAmi.unreachable("AMI at " + settings.host() + ":" + settings.port()
                    + " accepted the login and then did not answer: " + e.getMessage() + ".");
        }
    }

    /** With what was heard until now. */
    OfAmi withHeard(OfAmi asked) {
        return new OfAmi(
                asked.trouble(),
                asked.protocol(),
                asked.version(),
                asked.commands(),
                asked.conf(),
                asked.contexts(),
                asked.replacing(),
                Map.copyOf(heard),
                Set.copyOf(variables),
                asked.ahead());
    }

    /** In small letters, as asterisk-java gives the fields of an answer. */
    private Map<String, Set<String>> commands() throws IOException {
        return commands(probe.commands().fields());
    }

    static Map<String, Set<String>> commands(Map<String, String> fields) {
        Map<String, Set<String>> commands = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((action, text) -> {
            Matcher classes = CLASSES.matcher(text);
            if (classes.find()) {
                commands.put(
                        action,
                        Arrays.stream(classes.group(1).split(","))
                                .filter(name -> !name.equals("all") && !name.equals("<none>"))
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        });
        return commands;
    }

    private @Nullable Duration ahead() throws IOException {
        Instant before = clock.instant();
        String seconds = probe.variable("EPOCH");
        try {
            // Whole seconds, cut off: half a second more is the best guess.
            Instant theirs = Instant.ofEpochSecond(Long.parseLong(seconds)).plusMillis(500);
            return Duration.between(before, theirs);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void askDialplan(
            Set<String> contexts, Map<String, Boolean> known, Set<String> replacing)
            throws IOException {
        for (String context : contexts.stream().sorted().limit(MOST_CONTEXTS).toList()) {
            boolean isThere = probe.dialplan(context, null).success();
            known.put(context, isThere);
            if (isThere && probe.dialplan(context, "external_replaces").success()) {
                replacing.add(context);
            }
        }
    }

    @Override
    public void close() {
        probe.close();
    }
}
