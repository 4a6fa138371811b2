package dev.referee.lab.matrix;

/**
 * The PBX asks Anna's phone to call Cleo. Anna is the transferee, and SIP's claim is what her phone
 * answered and reported.
 */
enum OutgoingRow implements Row {
    SUCCESS("reports 200", "Anna's phone has called Cleo, as it says", "completed: handed-off"),
    NOT_KNOWN("answers 405", "Anna's phone knows no REFER", "failed: refused"),
    DECLINED("answers 603", "Anna's phone calls nobody", "failed: declined"),
    FORBIDDEN("answers 403", "Anna's phone calls nobody", "failed: declined"),
    NOT_FOUND("answers 404", "Anna's phone calls nobody", "failed: unreachable"),
    NO_SERVICE("answers 503", "Anna's phone calls nobody", "failed: congestion"),
    BUSY("reports 486", "Cleo is busy, as Anna's phone says", "failed: busy"),
    NO_SUCH_NUMBER("reports 404", "Cleo is not found, as Anna's phone says", "failed: unreachable"),
    RANG_IN_VAIN(
            "reports 180, then 480",
            "Cleo does not answer, as Anna's phone says",
            "failed: no-answer"),
    TARGET_DECLINES("reports 603", "Cleo declines, as Anna's phone says", "failed: declined"),
    SILENT("answers 202, and reports too late", "nobody knows in time", "unknown: no-notify"),
    REPORT_REFUSED(
            "reports 200 without a Contact, which Asterisk refuses",
            "Anna's phone has called Cleo, as it says",
            "completed: handed-off",
            "notify-refused"),
    BY_ARI("reports 200 to a redirect by ARI", "as Anna's phone says", "completed: handed-off"),
    REFUSED_BY_ARI("answers a redirect by ARI with 405", "it calls nobody", "failed: refused"),
    BEFORE_ANSWER(
            "is sent a 302 while it waits for an answer",
            "whether it follows, the PBX cannot see",
            "unknown: redirected"),
    NUMBER_ALONE(
            "is asked to call a number that is no address",
            "it refuses with 400",
            "failed: refused",
            "refer-to-not-a-uri"),
    OTHER_TECHNOLOGY(
            "would be asked, but by another technology",
            "Asterisk sends nothing",
            "failed: internal-error",
            "transfer-not-sent");

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    OutgoingRow(String what, String truth, String verdict, String... diagnosis) {
        line = Line.of("the PBX sends Anna away, her phone " + what, truth, verdict, diagnosis);
    }

    @Override
    public Line line() {
        return line;
    }
}
