package dev.referee.app;

import picocli.CommandLine.Command;

/** The command line itself; what it does is in its commands. */
@Command(
        name = "referee",
        description = "Reports to every browser in a call how a SIP transfer really ended.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands (default: run):%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success",
            "1:not found, not possible, or not accepted; or a comparison found differences",
            "64:the command line is wrong",
            "65:the input file is invalid",
            "66:the input file does not exist or cannot be read",
            "69:something needed is unavailable, like a port that is in use or a new enough Java",
            "70:a bug in Referee",
            "73:the output file already exists",
            "74:a disk failed or is full",
            "77:a running Referee allows this only to administrators",
            "78:the configuration is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee config > referee.yaml      a configuration to fill in",
            "  referee                            run with ./referee.yaml",
            "  referee doctor                     check the setup, with the line to change",
            "  referee health --ready             check that it runs and is connected to the PBX",
            "  referee record call.jsonl.gz       record Asterisk's messages",
            "  referee replay call.jsonl.gz       show how the recorded transfers ended",
            "  referee webhooks list              list webhooks and their state",
            "  referee notifies --limit 5         list NOTIFYs as they were on the wire",
            "  referee backup FILE                copy the events while Referee runs",
            "  referee trace ID                   show a transfer step by step",
            "  referee reconcile --help           compare with Asterisk's own records",
            "  referee COMMAND --help             more about a command",
            "",
            "REFEREE_LOG_LEVEL=DEBUG logs more, including callers' numbers and stack traces."
        })
final class RefereeCommand {}
