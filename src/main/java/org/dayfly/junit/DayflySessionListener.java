package org.dayfly.junit;

import org.dayfly.client.LibraryDayfly;
import org.dayfly.machine.MachineException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes sure that dayfly runs before the first test. JUnit finds this listener on the class path. {@code
 * dayfly.autostart=false} turns it off.
 *
 * <p>If dayfly does not start, the listener prints one line and the tests run, because they may not need a database.
 *
 * @see <a href="https://docs.junit.org/current/user-guide/#launcher-api-launcher-session-listeners-custom">JUnit,
 *     LauncherSessionListener</a>
 */
public final class DayflySessionListener implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            LibraryDayfly dayfly = LibraryDayfly.here();
            if (dayfly.isAutostart()) {
                dayfly.ensure();
            }
        } catch (MachineException e) {
            System.err.println("dayfly: " + e.getMessage());
        }
    }
}
