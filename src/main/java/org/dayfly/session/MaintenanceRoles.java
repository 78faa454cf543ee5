package org.dayfly.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.MaintenanceRole;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;
import org.dayfly.protocol.ScramKeys;

/**
 * The roles that may reach the registry through the proxy. The proxy knows their passwords and authenticates them
 * itself.
 */
public final class MaintenanceRoles {
    private final Map<String, Secret> passwords = new HashMap<>();

    /**
     * Finds the password of each role.
     *
     * @throws SettingsException if the password of a role is not found
     */
    public MaintenanceRoles(List<MaintenanceRole> roles, Cluster cluster) {
        for (MaintenanceRole each : roles) {
            Optional<Secret> password = each.password()
                    .or(() -> each.role().equals(cluster.maintenanceRole())
                            ? cluster.maintenancePassword()
                            : Optional.empty());
            passwords.put(
                    each.role(),
                    password.orElseThrow(() -> new SettingsException("access.maintenance-roles names " + each.role()
                            + ", whose password dayfly does not know; write \"" + each.role() + ":password\"")));
        }
    }

    public Set<String> names() {
        return passwords.keySet();
    }

    Optional<Secret> password(String role) {
        return Optional.ofNullable(passwords.get(role));
    }

    /** The keys that verify the role's password. Slow. */
    ScramKeys keys(String role) {
        return ScramKeys.derive(password(role).orElseThrow());
    }
}
