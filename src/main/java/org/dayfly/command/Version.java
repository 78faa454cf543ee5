package org.dayfly.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What this build calls itself; the jar's manifest knows. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"dayfly " + version};
    }
}
