package org.dayfly.config;

import java.util.Optional;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;

/**
 * A role that may connect through dayfly to the registry database.
 *
 * @param password the password that a client must give; empty: the role's password in the setting servers
 */
public record MaintenanceRole(String role, Optional<Secret> password) {
    private static final String KEY = "access.maintenance-roles";

    public MaintenanceRole {
        if (role.isBlank() || role.chars().anyMatch(c -> c == 0)) {
            throw new SettingsException(KEY + " has an entry without a role; write \"role\" or \"role:password\"");
        }
        if (password.isPresent() && password.get().value().isEmpty()) {
            throw new SettingsException(KEY + " has an empty password for " + role
                    + "; write \"role:password\", or the role alone if servers holds its password");
        }
    }

    /** Reads {@code role} or {@code role:password}. The password is everything after the first colon. */
    public static MaintenanceRole parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new MaintenanceRole(text, Optional.empty())
                : new MaintenanceRole(text.substring(0, colon), Optional.of(new Secret(text.substring(colon + 1))));
    }
}
