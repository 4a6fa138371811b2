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
            // The dialplan's own answer for a called party (Dial's U and, before Asterisk 21, M),
            // and the SIP status of Transfer.
            "GOSUB_RESULT",
            "MACRO_RESULT",
            "TRANSFERSTATUSPROTOCOL",
            // How applications ended: the table applications.txt says which sets which.
            "AGENT_STATUS",
            "AGISTATUS",
            "ATTENDEDTRANSFERSTATUS",
            "BACKGROUNDSTATUS",
            "BLINDTRANSFERSTATUS",
            "BRIDGERESULT",
            "CONFBRIDGE_RESULT",
            "CPLAYBACKSTATUS",
            "DIALSTATUS",
            "DIRECTORY_RESULT",
            "FAXSTATUS",
            "MVM_GREET_STATUS",
            "MVM_RECORD_STATUS",
            "ORIGINATE_STATUS",
            "PLAYBACKSTATUS",
            "PRIVACYMGRSTATUS",
            "QUEUESTATUS",
            "READEXTENSTATUS",
            "READSTATUS",
            "RECORD_STATUS",
            "SLASTATION_STATUS",
            "SLATRUNK_STATUS",
            "STASISSTATUS",
            "TRANSFERSTATUS",
            "VMSTATUS",
            "VOICEMAIL_PLAYBACKSTATUS");

    private Variables() {}
}
