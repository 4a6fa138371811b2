package dev.referee.app;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.JsonEscapeUtil;

/**
 * Logback's own JSON with the time as text and the message as it reads. A line is an object with the
 * fields {@code level}, {@code threadName}, {@code loggerName}, {@code throwable} (where there is
 * one), {@code time} (RFC 3339, UTC) and {@code message}. Created by {@code logback-json.xml}.
 */
public final class JsonLine extends JsonEncoder {
    /** Creates one that writes no field which every line would have alike. */
    public JsonLine() {
        setWithSequenceNumber(false);
        setWithTimestamp(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithMDC(false);
        setWithKVPList(false);
        // The pattern and its arguments apart: nobody could search for the text.
        setWithMessage(false);
        setWithArguments(false);
    }

    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
        appendValueSeparator(line, true);
        appenderMember(line, "time", event.getInstant().toString());
        appendValueSeparator(line, true);
        String message = String.valueOf(event.getFormattedMessage());
        appenderMember(line, "message", JsonEscapeUtil.jsonEscapeString(message));
    }
}
