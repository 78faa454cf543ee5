package org.dayfly.command;

import org.dayfly.config.Settings;

/** The main command, above the others. It has read the settings that dayfly was started with. */
public interface SettingsSource {
    Settings settings();
}
