package org.dayfly.command.database;

import java.time.Duration;
import org.dayfly.config.value.DurationText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the DURATION of a command. Zero is not allowed. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return DurationText.parseSetting(text)
                .filter(duration -> !duration.isZero())
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + text + "\" is not a time from now of at most 36500 d, like 90s, 30min or 2h"));
    }
}
