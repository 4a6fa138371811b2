package dev.referee.intake.capture;

import dev.referee.model.Source;

/**
 * One message of a capture.
 *
 * @param t milliseconds since the start of the capture; never less than in the line before
 * @param raw for AMI the frame's lines, CR LF between them, without the closing blank line; for ARI
 *     the event's JSON as it was recorded; for HEP the datagram in base64
 */
public record CaptureLine(long t, Source source, String raw) {}
