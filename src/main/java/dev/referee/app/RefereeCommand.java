package dev.referee.app;

import picocli.CommandLine.Command;

/** The command line itself; what it does is in its commands. */
@Command(
        name = "referee",
        description = "Tells every browser in a call how a SIP transfer really ended.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands (run is the one when none is given):%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all went well",
            "1:what was asked for is not there, is not possible, or was not taken; or what was"
                    + " compared does not agree",
            "64:the command line is wrong",
            "65:the file that was to be read is broken",
            "66:there is no such file, or it may not be read",
            "69:something needed cannot be had, like a port in use or a Java that is new enough",
            "70:a bug in Referee",
            "73:the file to be written is there already",
            "74:a disk failed or is full",
            "77:a running Referee allows that to administrators alone",
            "78:the configuration is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  referee config > referee.yaml      a configuration to fill in",
            "  referee                            run with ./referee.yaml",
            "  referee doctor                     what is wrong, and the line to change",
            "  referee health --ready             whether it runs and is connected to the PBX",
            "  referee record call.jsonl.gz       record what Asterisk says",
            "  referee replay call.jsonl.gz       how the recorded transfers ended",
            "  referee webhooks list              who is sent events, and how it goes",
            "  referee notifies --limit 5         what NOTIFYs really said",
            "  referee backup FILE                copy the events while Referee runs",
            "  referee trace ID                   what happened in a transfer, step by step",
            "  referee reconcile --help           compare with Asterisk's own records",
            "  referee COMMAND --help             more about a command",
            "",
            "REFEREE_LOG_LEVEL=DEBUG tells more, callers' numbers and stack traces included."
        })
final class RefereeCommand {}
