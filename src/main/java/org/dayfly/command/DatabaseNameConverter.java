package org.dayfly.command;

import org.dayfly.database.DatabaseName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the NAME of a command. */
final class DatabaseNameConverter implements ITypeConverter<DatabaseName> {
    @Override
    public DatabaseName convert(String text) {
        return DatabaseName.parse(text)
                .orElseThrow(() -> new TypeConversionException("\"" + text
                        + "\" is not the name of a throwaway database, like dayfly_k3v9x2m7qa; dayfly ls lists them"));
    }
}
