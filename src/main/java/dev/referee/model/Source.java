package dev.referee.model;

/** Who told a fact. The sources have no common order among them; each keeps its own. */
public enum Source {
    /** The Asterisk Manager Interface. */
    AMI,
    /** The Asterisk REST Interface's event socket and the reads that go with it. */
    ARI,
    /** The SIP messages themselves, mirrored by {@code res_hep_pjsip}. */
    HEP,
    /** What Asterisk itself wrote down (CEL), read when it was over: it tells no facts, but late ends. */
    CEL,
    /** Its Call Detail Records, likewise; of less. */
    CDR
}
