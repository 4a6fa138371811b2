package dev.referee.doctor;

import dev.referee.intake.hep.HepProbe;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All answers, which the checks judge.
 *
 * @param ami null where AMI is not configured
 * @param ari null where ARI is not configured
 * @param hep null where HEP is not configured
 */
record Examination(
        DoctorSettings settings,
        @Nullable OfAmi ami,
        @Nullable OfAri ari,
        @Nullable OfHep hep,
        OfThisMachine machine) {
    /**
     * What AMI answered.
     *
     * @param trouble why there is no connection; null for none. Then nothing else is known
     * @param version of Asterisk, for example {@code 22.10.1}; empty where it may not be asked
     * @param commands the actions that the account may send, each with its classes
     * @param contexts of endpoints, and whether the dialplan has them; without those that may not be
     *     asked about
     * @param replacing those contexts that have an extension {@code external_replaces}
     * @param heard how often each event was heard while listening
     * @param variables names of the variables of which a VarSet was heard
     * @param ahead how far Asterisk's clock is ahead of this machine's; null where it is not known
     */
    record OfAmi(
            @Nullable String trouble,
            String protocol,
            String version,
            Map<String, Set<String>> commands,
            AsteriskConf conf,
            Map<String, Boolean> contexts,
            Set<String> replacing,
            Map<String, Integer> heard,
            Set<String> variables,
            @Nullable Duration ahead) {
        static OfAmi unreachable(String trouble) {
            return new OfAmi(
                    trouble,
                    "",
                    "",
                    Map.of(),
                    AsteriskConf.UNREADABLE,
                    Map.of(),
                    Set.of(),
                    Map.of(),
                    Set.of(),
                    null);
        }
    }

    /**
     * What ARI answered.
     *
     * @param trouble why it does not answer; null where it does. Then nothing else is known
     * @param info the body of {@code GET /asterisk/info}
     * @param modules those that run; null where they may not be read
     * @param endpoints of PJSIP, by name, with their attributes; null where they cannot be read
     * @param endpointCount how many there are, of which {@code endpoints} may have only the first
     * @param mayChange whether the account may change things
     * @param isApplicationTaken whether some program listens as the configured application
     * @param socketTrouble why no events can be heard; null where they can
     * @param heard how often each type of event was heard while listening
     * @param ahead how far Asterisk's clock is ahead of this machine's; null where it is not known
     */
    record OfAri(
            @Nullable String trouble,
            JsonObject info,
            @Nullable Set<String> modules,
            @Nullable Map<String, Map<String, String>> endpoints,
            int endpointCount,
            boolean mayChange,
            boolean isApplicationTaken,
            @Nullable String socketTrouble,
            Map<String, Integer> heard,
            @Nullable Duration ahead) {
        static OfAri unreachable(String trouble) {
            return new OfAri(
                    trouble, new JsonObject(), null, null, 0, false, false, null, Map.of(), null);
        }
    }

    /**
     * What was heard of HEP.
     *
     * @param trouble why the port could not be opened; null where it could
     */
    record OfHep(@Nullable String trouble, Map<String, HepProbe.Count> senders) {}

    /**
     * What there is on this machine.
     *
     * @param tokenProblems keys that cannot be used
     * @param tlsTrouble why the certificate cannot be served; null where it can or is not configured
     * @param tlsUntil when it expires; null where it is not known
     * @param tlsNames the hosts that it names
     * @param webhooks each, by what may be shown of it, with why it cannot be connected with; an
     *     empty text where it can
     * @param running what a Referee that runs says of itself ({@code /readyz}); null where none does
     * @param openFiles the most files that a process may have open; 0 where that is not known
     * @param celTrouble why the file of CEL cannot be read; null where it can or is not configured
     */
    record OfThisMachine(
            List<String> tokenProblems,
            @Nullable String tlsTrouble,
            @Nullable Instant tlsUntil,
            List<String> tlsNames,
            Map<String, String> webhooks,
            @Nullable JsonObject running,
            long openFiles,
            @Nullable String celTrouble,
            Instant now,
            ZoneId zone) {}

    /** AMI's answers where there is a connection, else null. */
    @Nullable
    OfAmi amiUp() {
        return ami == null || ami.trouble() != null ? null : ami;
    }

    /** ARI's answers where it answers, else null. */
    @Nullable
    OfAri ariUp() {
        return ari == null || ari.trouble() != null ? null : ari;
    }

    /** What could be read of Asterisk's configuration files. */
    AsteriskConf conf() {
        OfAmi up = amiUp();
        return up == null ? AsteriskConf.UNREADABLE : up.conf();
    }

    /** The modules that run; null where that is not known. */
    @Nullable
    Set<String> modules() {
        OfAri up = ariUp();
        return up == null ? null : up.modules();
    }

    /** Asterisk's version as it states it; empty where it is not known. */
    String version() {
        OfAri up = ariUp();
        String stated = up == null
                ? ""
                : up.info().getJsonObject("system", new JsonObject()).getString("version", "");
        OfAmi other = amiUp();
        return stated.isEmpty() && other != null ? other.version() : stated;
    }
}
