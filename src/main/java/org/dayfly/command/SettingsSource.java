package org.dayfly.command;

import org.dayfly.config.Settings;

/** The command that the others stand under: it has read what dayfly was started with. */
public interface SettingsSource {
    Settings settings();
}
