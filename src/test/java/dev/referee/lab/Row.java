package dev.referee.lab;

import java.util.List;

/** A row of docs/MATRIX.md: what happens to the people, and so what Referee has to say. */
enum Row {
    BLIND_ANSWERED("blind, Cleo answers", "Ben talks with Cleo", "completed: answered"),
    BLIND_BUSY("blind, Cleo is busy", "Cleo's phone refuses with 486", "failed: busy"),
    BLIND_DECLINED("blind, Cleo declines", "Cleo's phone refuses with 603", "failed: declined"),
    BLIND_GIVEN_UP(
            "blind, Ben hangs up while it rings",
            "Ben is gone before anybody answers",
            "abandoned: transferee-hung-up"),
    BLIND_APPLICATION("blind to an application", "Ben hears his echo", "completed: application"),
    BLIND_CONFERENCE("blind to a conference", "Ben is in the conference", "completed: application"),
    BLIND_QUEUE(
            "blind to a queue, its member answers", "Ben talks with Cleo", "completed: answered"),
    BLIND_GROUP(
            "blind to a ring group, one is busy, the other answers",
            "Ben talks with Dora",
            "completed: answered"),
    BLIND_LOCAL("blind through a Local channel", "Ben talks with Cleo", "completed: answered"),
    BLIND_LOCAL_BUSY(
            "blind through a Local channel, Cleo declines",
            "Cleo's phone refuses with 603",
            "failed: declined"),
    BLIND_FAILOVER(
            "blind, Dora does not answer, the dialplan calls Cleo",
            "Ben talks with Cleo",
            "completed: answered"),
    BLIND_UNREGISTERED(
            "blind to a phone that is not registered",
            "no phone rings",
            "failed: unreachable",
            "target-not-registered"),
    BLIND_CONGESTION("blind to congestion", "no phone rings", "failed: congestion"),
    BLIND_REFUSED("blind, refused with cause 21", "no phone rings", "failed: declined"),
    BLIND_VOICEMAIL("blind to voicemail", "Ben hears the voicemail", "completed: application"),
    BLIND_ANNOUNCEMENT(
            "blind to an announcement", "Ben hears the announcement", "completed: application"),
    ATTENDED("attended, the caller transfers", "Ben talks with Cleo", "completed: bridged"),
    ATTENDED_APPLICATION(
            "attended to an application", "Ben hears his echo", "completed: application"),
    ATTENDED_CALLEE("attended, the callee transfers", "Anna talks with Cleo", "completed: bridged"),
    ATTENDED_CONSULTATION(
            "attended, the REFER on the consultation leg",
            "Ben talks with Cleo",
            "completed: bridged"),
    SEMI_ATTENDED("semi-attended, Cleo answers", "Ben talks with Cleo", "completed: answered"),
    NOT_PERMITTED(
            "refused: Nora may not transfer",
            "Ben still talks with Nora",
            "failed: not-permitted",
            "transfers-disabled"),
    ENCODED_TWICE(
            "refused: Replaces encoded twice",
            "Ben still talks with Anna",
            "failed: dialog-not-found",
            "replaces-double-encoded"),
    TAGS_SWAPPED(
            "refused: tags of the Replaces swapped",
            "Ben still talks with Anna",
            "failed: dialog-not-found",
            "replaces-tags-swapped"),
    NOT_SIP(
            "refused: Refer-To is no SIP address",
            "Ben still talks with Anna",
            "failed: malformed-refer",
            "refer-to-malformed"),
    REFUSED_FIRST(
            "two in one dialog: first to a missing extension",
            "Ben still talks with Anna",
            "failed: no-such-extension",
            "extension-missing"),
    GOOD_SECOND(
            "two in one dialog: then to Cleo, who answers",
            "Ben talks with Cleo",
            "completed: answered"),
    CHAIN_FIRST(
            "chained: Anna transfers Ben to Cleo", "Ben talks with Cleo", "completed: answered"),
    CHAIN_SECOND(
            "chained: Cleo transfers Ben to Dora", "Ben talks with Dora", "completed: answered"),
    ARI_ONLY(
            "handed to an ARI application, which is not there",
            "Ben still talks with Anna, who hangs up",
            "unknown: not-handled",
            "ari-only-unhandled");

    private final String title;
    private final String truth;
    private final String verdict;
    private final String diagnosis; // empty for none

    Row(String title, String truth, String verdict) {
        this(title, truth, verdict, "");
    }

    Row(String title, String truth, String verdict, String diagnosis) {
        this.title = title;
        this.truth = truth;
        this.verdict = verdict;
        this.diagnosis = diagnosis;
    }

    /** State and reason, as {@code failed: busy}. */
    String verdict() {
        return verdict;
    }

    /**
     * What was wrong with the request, by the codes of docs/DIAGNOSIS.md: those that do not depend on
     * when Asterisk sends which NOTIFY.
     */
    List<String> diagnosis() {
        return diagnosis.isEmpty() ? List.of() : List.of(diagnosis);
    }

    /** The line of the table up to what SIP claimed, which depends on the version of Asterisk. */
    String beginning() {
        return "| " + title + " | " + truth + " | ";
    }

    /** The line of the table after what SIP claimed. */
    String ending() {
        return " | " + verdict + (diagnosis.isEmpty() ? "" : ", " + diagnosis) + " |";
    }
}
