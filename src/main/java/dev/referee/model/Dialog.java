package dev.referee.model;

/**
 * A SIP dialog between a phone and the PBX (RFC 3261 section 12), with the tags as the phone sees
 * them.
 *
 * @param callId the Call-ID
 * @param localTag the phone's own tag
 * @param remoteTag Asterisk's tag
 */
public record Dialog(String callId, String localTag, String remoteTag) {}
