package dev.referee.phone;

import gov.nist.core.ServerLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.message.SIPMessage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

import javax.sip.SipStack;

/**
 * What JAIN-SIP logs through, instead of log4j 1, and where it hands over each message it sends or
 * receives. Public with a public constructor because JAIN-SIP makes its own instances by name.
 */
public final class StackLog implements StackLogger, ServerLogger {
    private static final String STACK_NAME = "javax.sip.STACK_NAME";
    private static final Map<String, PhoneTrace> TRACES = new ConcurrentHashMap<>();
    private static final Logger LOG = LoggerFactory.getLogger("jain-sip");

    private @Nullable PhoneTrace trace;

    /** For JAIN-SIP only. */
    public StackLog() {}

    private record PhoneTrace(String phone, Trace trace) {}

    /** Adds to a stack's properties what sends its messages to a trace. */
    static void configure(Properties properties, String stack, String phone, Trace trace) {
        TRACES.put(stack, new PhoneTrace(phone, trace));
        properties.setProperty(STACK_NAME, stack);
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", StackLog.class.getName());
    }

    /** Forgets a stack that is stopped. */
    static void forget(String stack) {
        TRACES.remove(stack);
    }

    @Override
    public void setStackProperties(Properties properties) {
        trace = TRACES.get(properties.getProperty(STACK_NAME));
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
        PhoneTrace known = trace;
        if (known != null) {
            known.trace().add(known.phone(), sender, message.encode());
        }
    }

    /** A response that the stack is about to process: it was logged when it came. */
    @Override
    public void logMessage(
            SIPMessage message, String from, String to, String status, boolean sender, long time) {}

    @Override
    public void logMessage(
            SIPMessage message, String from, String to, String status, boolean sender) {}

    /** Only what goes into the trace is worth JAIN-SIP's while; errors it logs unasked. */
    @Override
    public boolean isLoggingEnabled(int level) {
        return level == TRACE_MESSAGES || level == TRACE_ERROR || level == TRACE_FATAL;
    }

    @Override
    public boolean isLoggingEnabled() {
        return true;
    }

    @Override
    public void logFatalError(String message) {
        LOG.error("{}", message);
    }

    @Override
    public void logError(String message) {
        LOG.warn("{}", message);
    }

    @Override
    public void logError(String message, Exception cause) {
        LOG.warn("{}", message, cause);
    }

    @Override
    public void logException(Throwable cause) {
        LOG.warn("JAIN-SIP", cause);
    }

    @Override
    public void logException(Exception cause) {
        LOG.warn("JAIN-SIP", cause);
    }

    @Override
    public void logWarning(String message) {
        LOG.debug("{}", message);
    }

    @Override
    public void logInfo(String message) {}

    @Override
    public void logDebug(String message) {}

    @Override
    public void logDebug(String message, Exception cause) {}

    @Override
    public void logTrace(String message) {}

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int level) {}

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(String timeStamp) {}

    @Override
    public String getLoggerName() {
        return "jain-sip";
    }

    @Override
    public void setSipStack(SipStack stack) {}

    @Override
    public void closeLogFile() {}
}
