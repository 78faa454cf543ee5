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

/** The roles that reach the registry through the proxy, which knows their passwords and checks them by itself. */
public final class MaintenanceRoles {
    private final Map<String, Secret> passwords = new HashMap<>();

    /** @throws SettingsException if a role's password is not to be found anywhere */
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

    /** What verifies the role's password; slow. */
    ScramKeys keys(String role) {
        return ScramKeys.derive(password(role).orElseThrow());
    }
}
