package dev.referee.app;

import dev.referee.ladder.LadderJson;
import dev.referee.ladder.LadderText;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code trace ID}: the ladder of a transfer that a running Referee has kept. */
@Command(
        name = "trace",
        description = {
            "Print the sequence diagram of one transfer: parties and PBX, each REFER, NOTIFY, dial,",
            "bridge and hangup, and the verdict. Misleading steps have an exclamation mark. The"
                    + " id is",
            "in every event, on the page of transfers and in /v1/transfers."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee trace main-1774521.31-1",
            "  referee trace main-1774521.31-1 --json | jq .steps",
            "  referee replay --ladder call.jsonl.gz      the same for a recorded file"
        })
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private final AdminClient client;

    @Parameters(paramLabel = "ID", description = "The transfer's id.")
    private String id = "";

    TraceCommand(AdminClient client) {
        this.client = client;
    }

    @Override
    public Integer call() throws CommandFailure {
        client.print(
                client.get("transfers/" + AdminClient.part(id) + "/ladder"),
                (out, answer) -> out.print(LadderText.of(LadderJson.decode(answer))));
        return ExitCode.OK;
    }
}
