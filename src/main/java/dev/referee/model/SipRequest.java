package dev.referee.model;

/**
 * Names one SIP request, and the answers to it, which repeat all three. A request that is sent
 * again keeps its name. Each side of a dialog counts its own requests (RFC 3261 section 12.2.1.1),
 * so the sender's tag is a part of it.
 *
 * @param fromTag the tag of whoever sent the request
 * @param cseq 0 to 4294967295
 */
public record SipRequest(String callId, String fromTag, long cseq) {}
