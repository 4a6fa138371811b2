package dev.referee.doctor;

import dev.referee.audit.AuditSettings;
import dev.referee.edge.EdgeSettings;
import dev.referee.intake.ami.AmiSettings;
import dev.referee.intake.ari.AriSettings;
import dev.referee.intake.hep.HepSettings;
import dev.referee.webhook.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * What is configured, and how long to listen.
 *
 * @param ami null where it is not listened to
 * @param ari null where it is not listened to
 * @param hep null where it is not listened for
 * @param audit null where Asterisk's records are not read
 * @param isPushing whether phones are sent NOTIFYs
 * @param warnings what the configuration itself warns about, without secrets
 * @param listen how long to listen for what happens
 */
public record DoctorSettings(
        @Nullable AmiSettings ami,
        @Nullable AriSettings ari,
        @Nullable HepSettings hep,
        EdgeSettings edge,
        List<Subscription> webhooks,
        @Nullable AuditSettings audit,
        boolean isPushing,
        List<String> warnings,
        Duration listen) {
    public DoctorSettings {
        webhooks = List.copyOf(webhooks);
        warnings = List.copyOf(warnings);
    }

    boolean readsCel() {
        return audit != null && audit.cel() != null;
    }

    boolean readsCdrsOverAmi() {
        return audit != null && audit.cdr() != null && audit.cdr().overAmi() != null;
    }
}
