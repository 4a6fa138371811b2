package dev.referee.model;

import java.util.Set;

/**
 * The channel variables that the intakes read; they pass over all others. The recommended {@code
 * eventfilter} of asterisk-conf/your-pbx names the same. Those that the dialplan leaves alone are
 * empty or absent, and an account whose filter is older may lack some.
 */
public final class Variables {
    /** Their names, without the underscores by which dialled channels inherit one. */
    public static final Set<String> NAMES = Set.of(
            // Transfers: set by res_pjsip_refer, bridge.c and bridge_basic.c.
            "SIPTRANSFER",
            "SIPREFERTOHDR",
            "SIPREFERREDBYHDR",
            "BLINDTRANSFER",
            "ATTENDEDTRANSFER",
            "TRANSFERERNAME",
            "TRANSFERSTATUS",
            "TRANSFERSTATUSPROTOCOL",
            // Dials: Dial and Queue, and the dialplan's own answer for the called party (Dial's U
            // and, before Asterisk 21, M).
            "DIALSTATUS",
            "QUEUESTATUS",
            "GOSUB_RESULT",
            "MACRO_RESULT",
            // Applications: Stasis and StasisBroadcast, AGI, VoiceMail, MinivmRecord, ConfBridge,
            // AgentRequest, SLAStation, SLATrunk, Directory, Playback, BackGround, Record.
            "STASISSTATUS",
            "AGISTATUS",
            "VMSTATUS",
            "MVM_RECORD_STATUS",
            "CONFBRIDGE_RESULT",
            "AGENT_STATUS",
            "SLASTATION_STATUS",
            "SLATRUNK_STATUS",
            "DIRECTORY_RESULT",
            "PLAYBACKSTATUS",
            "BACKGROUNDSTATUS",
            "RECORD_STATUS");

    private Variables() {}
}
