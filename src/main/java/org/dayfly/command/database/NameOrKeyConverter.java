package org.dayfly.command.database;

import org.dayfly.server.registry.NameOrKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the NAME of a command. */
final class NameOrKeyConverter implements ITypeConverter<NameOrKey> {
    @Override
    public NameOrKey convert(String text) {
        return NameOrKey.parse(text)
                .orElseThrow(() -> new TypeConversionException("\"" + text
                        + "\" is not the name of a throwaway database, like dayfly_k3v9x2m7qa, nor a key;"
                        + " dayfly ls lists them"));
    }
}
