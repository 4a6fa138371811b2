package dev.referee.correlate;

import dev.referee.model.Transfer.Kind;
import dev.referee.model.Transfer.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What really became of a transfer of the {@link SimulatedPbx}.
 *
 * @param story in words, for a failure
 * @param transferor uniqueid of its leg; the Call-ID for a REFER in no known dialog
 * @param refer the REFER that asked for it; null for a feature code
 * @param shownByPbx whether AMI and ARI tell of it at all
 * @param requested when it was asked for
 * @param ended when it was decided
 * @param shownByAmi whether AMI alone shows enough to know it
 */
record Truth(
        String story,
        String transferor,
        Kind kind,
        Reason reason,
        @Nullable String transferee,
        @Nullable String target,
        boolean shownByAmi,
        SimulatedSip.@Nullable Request refer,
        boolean shownByPbx,
        Instant requested,
        Instant ended) {}
