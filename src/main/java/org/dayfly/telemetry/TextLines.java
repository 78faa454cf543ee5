package org.dayfly.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes an event as a line for people: {@code 2026-11-22T14:32:05.123Z INFO  [c17] session closed bytes=512}. Only the
 * lines of a stack trace follow, indented.
 */
final class TextLines extends EncoderBase<ILoggingEvent> {
    private static final String DAYFLY = "org.dayfly.";

    /** The key whose value stands before the message, so that the lines of one connection are easy to see. */
    private static final String CONNECTION = "connection";

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(Timestamp.of(event)).append(' ').append(event.getLevel());
        line.append(event.getLevel().levelStr.length() < 5 ? "  " : " ");
        List<KeyValuePair> pairs = event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
        for (KeyValuePair pair : pairs) {
            if (pair.key.equals(CONNECTION)) {
                appendOnOneLine(line.append('['), String.valueOf(pair.value)).append("] ");
            }
        }
        if (!event.getLoggerName().startsWith(DAYFLY)) {
            line.append(event.getLoggerName()).append(": ");
        }
        appendOnOneLine(line, event.getFormattedMessage());
        for (KeyValuePair pair : pairs) {
            if (!pair.key.equals(CONNECTION)) {
                appendValue(line.append(' ').append(pair.key).append('='), String.valueOf(pair.value));
            }
        }
        appendTrace(line.append('\n'), event.getThrowableProxy());
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void appendValue(StringBuilder line, String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
        if (plain) {
            appendOnOneLine(line, value);
        } else {
            appendOnOneLine(line.append('"'), value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
    }

    /**
     * Escapes control characters. A client's text, such as a name or a query, must not forge a line or control a
     * terminal.
     */
    private static StringBuilder appendOnOneLine(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        return line;
    }

    private static void appendTrace(StringBuilder line, @Nullable IThrowableProxy thrown) {
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown).lines().forEach(each -> {
                line.append("    ");
                appendOnOneLine(line, each.replace("\t", "    ")).append('\n');
            });
        }
    }
}
