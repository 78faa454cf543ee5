package org.dayfly.telemetry;

import static ch.qos.logback.core.encoder.JsonEscapeUtil.jsonEscapeString;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes an event as one line with a JSON object: {@code time}, {@code level}, {@code logger}, {@code message}, the
 * event's own keys, and {@code error} with the stack trace.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(240);
        append(line.append('{'), "time", Timestamp.of(event));
        append(line.append(','), "level", event.getLevel().levelStr);
        append(line.append(','), "logger", event.getLoggerName());
        append(line.append(','), "message", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                append(line.append(','), pair.key, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            append(line.append(','), "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void append(StringBuilder line, String key, @Nullable Object value) {
        line.append('"').append(jsonEscapeString(key)).append("\":");
        if (value == null || value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            line.append(value);
        } else {
            line.append('"').append(jsonEscapeString(value.toString())).append('"');
        }
    }
}
