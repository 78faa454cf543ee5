package org.dayfly.command.servers;

import java.util.List;
import org.dayfly.config.Settings;

/** The main command, above the others. It has read the settings that dayfly was started with. */
public interface SettingsSource {
    Settings settings();

    /** The options of the command line that say the settings, for another process that needs the same settings. */
    List<String> arguments();
}
