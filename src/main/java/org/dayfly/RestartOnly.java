package org.dayfly;

import org.dayfly.config.ListenSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.value.SettingsException;

/**
 * The settings that cannot change while dayfly runs.
 *
 * @param present the settings in force
 * @param sessions the limit on sessions that the embedded server was started for; 0: no limit
 */
record RestartOnly(Settings present, int sessions) {
    /**
     * Refuses settings that need a restart.
     *
     * @throws SettingsException with the first such key
     */
    void refuseChange(Settings next) {
        refuseChange(next.listen());
        refuse(!next.status().listen().equals(present.status().listen()), "status.listen");
        refuse(
                present.cluster().hasEmbedded() && exceeds(next.sessions().max(), sessions),
                "limits.sessions beyond the " + sessions + " that the embedded server was started for");
        refuse(
                next.cluster().embedded().superuser()
                        != present.cluster().embedded().superuser(),
                "access.superuser");
        refuse(
                present.cluster().hasEmbedded()
                        && !next.databases()
                                .servers()
                                .extensions()
                                .equals(present.databases().servers().extensions()),
                "databases.servers.extensions");
        refuse(!next.cluster().embedded().equals(present.cluster().embedded()), "embedded");
        refuse(
                next.cluster().servers().isEmpty()
                        != present.cluster().servers().isEmpty(),
                "servers, between your own and the embedded server,");
    }

    private void refuseChange(ListenSettings next) {
        refuse(!next.address().equals(present.listen().address()), "listen");
        refuse(!next.unixSocket().equals(present.listen().unixSocket()), "unix-socket");
        refuse(next.transport() != present.listen().transport(), "transport");
    }

    /** Whether a limit on sessions is above another limit. Zero means no limit. */
    private static boolean exceeds(int sessions, int most) {
        return most > 0 && (sessions == 0 || sessions > most);
    }

    private static void refuse(boolean changed, String key) {
        if (changed) {
            throw new SettingsException(key + " can't be changed while dayfly runs; stop it and start it again");
        }
    }
}
