package dev.referee.lab.matrix;

/** Transfers that a program beside Asterisk asks for, by AMI or ARI. */
enum ManagerRow implements Row {
    AMI_BLIND(Line.of(
            "AMI BlindTransfer, Cleo answers", "Ben talks with Cleo", "completed: answered")),
    AMI_ATTENDED(Line.of(
            "AMI Atxfer, Cleo answers, Anna hangs up",
            "Ben talks with Cleo",
            "completed: bridged")),
    AMI_ATTENDED_BUSY(Line.of(
            "AMI Atxfer, Cleo is busy",
            "Ben talks with Anna again; nothing was transferred",
            "nothing")),
    AMI_REDIRECT(Line.of(
            "AMI Redirect of Ben to Cleo",
            "Ben talks with Cleo; to Asterisk a redirect is no transfer",
            "nothing")),
    AMI_REDIRECT_BOTH(Line.of(
            "AMI Redirect of Ben to Cleo, and of Anna to an application",
            "Ben talks with Cleo, Anna hears her echo; to Asterisk a redirect is no transfer",
            "nothing")),
    ARI_REDIRECT(Line.of(
            "ARI redirect of Ben to Cleo",
            "Asterisk sends a REFER to Ben's phone, which declines; he still talks with Anna",
            "failed: declined"));

    @SuppressWarnings("ImmutableEnumChecker") // a Line never changes
    private final Line line;

    ManagerRow(Line line) {
        this.line = line;
    }

    @Override
    public Line line() {
        return line;
    }
}
