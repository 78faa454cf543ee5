package org.dayfly.config;

import org.dayfly.config.value.SettingsException;
import org.dayfly.telemetry.LogSettings;

/** All settings of an operator. Each package gets only its own part. */
public record Settings(
        ListenSettings listen,
        TlsSettings tls,
        AccessSettings access,
        SessionSettings sessions,
        DatabaseSettings databases,
        TemplatesSettings templates,
        ReaperSettings reaper,
        ClusterSettings cluster,
        StatusSettings status,
        LogSettings log) {
    public Settings {
        if (!listen.address().isLoopback()
                && !access.open()
                && access.password().isEmpty()) {
            throw new SettingsException("listen is " + listen.address()
                    + ", which others can reach; set access.password to the password that clients must give,"
                    + " or access.open = true to accept clients without a password");
        }
        status.listen()
                .filter(place -> !place.isLoopback()
                        && !access.open()
                        && access.password().isEmpty()
                        && status.password().isEmpty())
                .ifPresent(place -> {
                    throw new SettingsException("status.listen is " + place
                            + ", which others can reach; set status.password or access.password, or access.open = true"
                            + " to show the status page without a password");
                });
        if (cluster.embedded().superuser()
                && !listen.address().isLoopback()
                && access.password().isEmpty()) {
            throw new SettingsException("access.superuser is true, and listen is " + listen.address()
                    + ", which others can reach; a superuser runs programs on this machine, so set access.password,"
                    + " or leave out access.superuser");
        }
        templates.checkTtls(databases);
    }
}
