package dev.referee.intake.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.model.Bridge;
import dev.referee.model.Channel;
import dev.referee.model.Fact;
import dev.referee.model.Source;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class AmiFactsTest {
    private final AmiFacts facts = new AmiFacts();

    private List<Fact> of(String... lines) {
        return facts.of(String.join("\r\n", lines));
    }

    private static Channel channel(String uniqueid) {
        return new Channel(uniqueid, null, Channel.State.OTHER, null, null, null, null);
    }

    @Test
    void aPlaceInTheDialplanIsTold() {
        assertEquals(
                List.of(new Fact.ChannelSeen(
                        Source.AMI,
                        new Channel(
                                "1.1",
                                "PJSIP/alice-00000001",
                                Channel.State.CALLING,
                                "internal",
                                "6001",
                                "Dial",
                                "PJSIP/bob,30",
                                null,
                                null,
                                null))),
                of(
                        "Event: Newexten",
                        "Privilege: dialplan,all",
                        "Channel: PJSIP/alice-00000001",
                        "ChannelStateDesc: Ring",
                        "Context: internal",
                        "Exten: 6001",
                        "Uniqueid: 1.1",
                        "Application: Dial",
                        "AppData: PJSIP/bob,30"));
    }

    @Test
    void theApplicationTransferIsToldToBegin() {
        List<Fact> told = of(
                "Event: Newexten",
                "Channel: PJSIP/alice-00000001",
                "ChannelStateDesc: Up",
                "Uniqueid: 1.1",
                "Application: Transfer",
                "AppData: PJSIP/sip:6002@far.example");
        assertEquals(2, told.size());
        Fact.ChannelSeen seen = (Fact.ChannelSeen) told.getFirst();
        assertEquals(
                new Fact.TransferBegun(Source.AMI, seen.channel(), "PJSIP/sip:6002@far.example"),
                told.getLast());
        assertEquals(
                1,
                of("Event: Newstate", "Uniqueid: 1.1", "Application: Transfer").size());
    }

    @Test
    void aDialWithoutCallerIsTold() {
        assertEquals(
                List.of(new Fact.DialBegun(Source.AMI, null, channel("1.2"), "bob")),
                of("Event: DialBegin", "DestUniqueid: 1.2", "DialString: bob"));
        assertEquals(
                List.of(new Fact.DialEnded(Source.AMI, null, channel("1.2"), "BUSY")),
                of("Event: DialEnd", "DestUniqueid: 1.2", "DialStatus: BUSY"));
    }

    @Test
    void aHangupTellsCauseAndSipStatusWhereThereAreSome() {
        assertEquals(
                List.of(new Fact.ChannelGone(Source.AMI, channel("1.2"), 17, 486)),
                of("Event: Hangup", "Uniqueid: 1.2", "Cause: 17", "TechCause: 486"));
        assertEquals(
                List.of(new Fact.ChannelGone(Source.AMI, channel("1.2"), null, null)),
                of("Event: Hangup", "Uniqueid: 1.2", "Cause: 0"));
    }

    @Test
    void whoHungUpIsToldApart() {
        assertEquals(
                List.of(new Fact.HangupRequested(
                        Source.AMI, channel("1.2"), Fact.Ender.FAR_END, 16, null)),
                of("Event: HangupRequest", "Uniqueid: 1.2", "Cause: 16"));
        assertEquals(
                List.of(new Fact.HangupRequested(
                        Source.AMI, channel("1.2"), Fact.Ender.ASTERISK, null, null)),
                of("Event: SoftHangupRequest", "Uniqueid: 1.2", "Cause: 16"));
        assertEquals(
                List.of(new Fact.HangupRequested(
                        Source.AMI, channel("1.2"), Fact.Ender.SHUTDOWN, null, null)),
                of("Event: SoftHangupRequest", "Uniqueid: 1.2", "Cause: 4"));
    }

    @Test
    void inheritedVariablesLoseTheirUnderscoresAndValuesTheirEscapes() {
        assertEquals(
                List.of(new Fact.VariableSet(
                        Source.AMI, channel("1.2"), "SIPREFERREDBYHDR", "\"A\" <sip:a@x>")),
                of(
                        "Event: VarSet",
                        "Uniqueid: 1.2",
                        "Variable: __SIPREFERREDBYHDR",
                        "Value: \\\"A\\\" <sip:a@x>"));
        assertEquals(
                List.of(new Fact.VariableSet(Source.AMI, channel("1.2"), "DIALSTATUS", "")),
                of("Event: VarSet", "Uniqueid: 1.2", "Variable: DIALSTATUS", "Value: "));
    }

    @Test
    void otherVariablesAreNobodysBusiness() {
        assertEquals(
                List.of(), of("Event: VarSet", "Uniqueid: 1.2", "Variable: PIN", "Value: 1234"));
        assertEquals(0, facts.rejected());
    }

    @Test
    void aSwapNamesTheChannelWhosePlaceWasTaken() {
        assertEquals(
                List.of(new Fact.EnteredBridge(
                        Source.AMI, channel("1.2"), new Bridge("b", "simple_bridge"), "1.1")),
                of(
                        "Event: BridgeEnter",
                        "BridgeUniqueid: b",
                        "BridgeTechnology: simple_bridge",
                        "Uniqueid: 1.2",
                        "SwapUniqueid: 1.1"));
    }

    @Test
    void aTransferThatWasNotPermittedIsTold() {
        Fact.BlindTransferred told = (Fact.BlindTransferred) of(
                        "Event: BlindTransfer",
                        "Result: Not Permitted",
                        "TransfererUniqueid: 1.1",
                        "IsExternal: Yes",
                        "Context: internal",
                        "Extension: 6002")
                .getFirst();
        assertEquals(Fact.TransferResult.NOT_PERMITTED, told.result());
        assertNull(told.transferee());
        assertNull(told.bridge());
        assertTrue(told.external());
    }

    @Test
    void anAttendedTransferToAnApplicationNamesIt() {
        Fact.AttendedTransferred told = (Fact.AttendedTransferred) of(
                        "Event: AttendedTransfer",
                        "Result: Success",
                        "OrigTransfererUniqueid: 1.1",
                        "OrigBridgeUniqueid: b",
                        "SecondTransfererUniqueid: 1.3",
                        "TransfereeUniqueid: 1.2",
                        "IsExternal: No",
                        "DestType: App",
                        "DestApp: Queue")
                .getFirst();
        assertEquals(Fact.Destination.APPLICATION, told.destination());
        assertEquals("Queue", told.application());
        assertEquals(new Bridge("b", null), told.firstBridge());
        assertNull(told.secondBridge());
        assertNull(told.target());
    }

    @Test
    void aBadFrameGivesNoFactAndIsCounted() {
        List<List<Fact>> told = new ArrayList<>();
        told.add(of("Event: Hangup", "Cause: 16"));
        told.add(of("Event: Hangup", "Uniqueid: 1.1", "Cause: sixteen"));
        told.add(of("Event: BridgeEnter", "Uniqueid: 1.1"));
        told.add(of("Event: DialEnd", "DestUniqueid: 1.1"));
        told.add(of("Event: BlindTransfer", "TransfererUniqueid: 1.1", "Result: Perhaps"));
        told.add(of("Event: VarSet", "Uniqueid: 1.1", "Variable: DIALSTATUS"));
        told.forEach(facts -> assertEquals(List.of(), facts));
        assertEquals(told.size(), facts.rejected());
    }

    @Test
    void otherFramesAreNeitherFactsNorBad() {
        assertEquals(List.of(), of("Event: RTCPSent", "x: y"));
        assertEquals(List.of(), of("Response: Success", "ActionID: 17_1#", "Ping: Pong"));
        assertEquals(List.of(), of("Asterisk Call Manager/11.0.0"));
        assertEquals(List.of(), of(""));
        assertEquals(0, facts.rejected());
    }

    @Test
    void theLifeOfAsteriskIsItsStart() {
        assertEquals(
                List.of(new Fact.Connected(Source.AMI, "2026-11-20 22:41:56")),
                of(
                        "Response: Success",
                        "ActionID: 17_1#referee-life",
                        "CoreStartupDate: 2026-11-20",
                        "CoreStartupTime: 22:41:56"));
        assertEquals(
                List.of(new Fact.Connected(Source.AMI, null)),
                of("Response: Error", "ActionID: referee-life", "Message: Permission denied"));
    }

    @Test
    void aDialogIsToldWhenAllOfItWasRead() {
        assertEquals(List.of(), dialogPart("callid", "1.1", "abc@x"));
        assertEquals(List.of(), dialogPart("local", "1.1", "l"));
        assertEquals(List.of(), dialogPart("remote", "other-1.1", "r"));
        assertEquals(
                List.of(new Fact.DialogRead(Source.AMI, "1.1", "abc@x", "l", "r")),
                dialogPart("remote", "1.1", "r"));
    }

    @Test
    void sessionOfAPhoneThatCalledOrWasCalledIsToldWithItsDialog() {
        for (String side : List.of("session-caller", "session-called")) {
            String silent = side.equals("session-caller") ? "session-called" : "session-caller";
            assertEquals(List.of(), dialogPart(silent, "1.1", ""));
            assertEquals(
                    List.of(),
                    dialogPart(
                            side,
                            "1.1",
                            "AB30317F1A784DC48FF824D0D3715D86;remote="
                                    + "00000000000000000000000000000000"));
            assertEquals(List.of(), dialogPart("callid", "1.1", "abc@x"));
            assertEquals(List.of(), dialogPart("local", "1.1", "l"));
            assertEquals(
                    List.of(new Fact.DialogRead(
                            Source.AMI,
                            "1.1",
                            "abc@x",
                            "l",
                            "r",
                            "ab30317f1a784dc48ff824d0d3715d86")),
                    dialogPart("remote", "1.1", "r"));
        }
    }

    @Test
    void aLegWithoutDialogIsPassedOver() {
        dialogPart("callid", "1.1", "abc@x");
        dialogPart("local", "1.1", "");
        of("Response: Error", "ActionID: 9_9#referee-dialog-local-1.1", "Message: No such channel");
        assertEquals(List.of(), dialogPart("remote", "1.1", "r"));
        assertEquals(0, facts.rejected());
    }

    @Test
    void halfReadDialogsAreBounded() {
        for (int i = 0; i <= Answers.MAX_DIALOGS; i++) {
            dialogPart("callid", "1." + i, "c");
            dialogPart("local", "1." + i, "l");
        }
        assertEquals(List.of(), dialogPart("remote", "1.0", "r"), "the oldest was forgotten");
        assertEquals(1, dialogPart("remote", "1." + Answers.MAX_DIALOGS, "r").size());
    }

    private List<Fact> dialogPart(String part, String uniqueid, String value) {
        return of(
                "Response: Success",
                "ActionID: 9_9#referee-dialog-" + part + "-" + uniqueid,
                "Variable: CHANNEL(pjsip,x)",
                "Value: " + value);
    }

    @Test
    void theListsBecomeOneSnapshot() {
        of("Event: BridgeListItem", "BridgeUniqueid: b", "BridgeTechnology: holding_bridge");
        of("Event: BridgeListComplete", "ListItems: 1");
        of("Event: CoreShowChannel", "Uniqueid: 1.1", "Application: Park", "BridgeId: b");
        of("Event: CoreShowChannel", "Uniqueid: 1.2", "BridgeId: ");
        of("Event: CoreShowChannel", "Uniqueid: 1.3", "BridgeId: made-after-the-list");
        Fact.Snapshot told = (Fact.Snapshot)
                of("Event: CoreShowChannelsComplete", "ListItems: 3").getFirst();
        assertEquals("Park", told.channels().get(0).channel().application());
        assertEquals(new Bridge("b", "holding_bridge"), told.channels().get(0).bridge());
        assertNull(told.channels().get(1).bridge());
        assertEquals(
                new Bridge("made-after-the-list", null), told.channels().get(2).bridge());
        assertEquals(
                List.of(new Fact.Snapshot(Source.AMI, List.of())),
                of("Event: CoreShowChannelsComplete", "ListItems: 0"),
                "nothing of the first list is left");
    }

    @Test
    void aListWithAHoleIsNoSnapshot() {
        of("Event: CoreShowChannel", "Uniqueid: 1.1");
        of("Event: CoreShowChannel", "Channel: without an id");
        assertEquals(List.of(), of("Event: CoreShowChannelsComplete", "ListItems: 2"));
        of("Event: CoreShowChannel", "Uniqueid: 1.1");
        assertEquals(List.of(), of("Event: CoreShowChannelsComplete", "ListItems: 2"));
        assertEquals(2, facts.rejected());
    }

    @Test
    void aLostConnectionInARecordingForgetsHalfAList() {
        of("Event: CoreShowChannel", "Uniqueid: 1.1");
        assertEquals(List.of(new Fact.Disconnected(Source.AMI)), facts.of(AmiFacts.LOST_FRAME));
        assertEquals(
                List.of(new Fact.Snapshot(Source.AMI, List.of())),
                of("Event: CoreShowChannelsComplete", "ListItems: 0"));
    }
}
