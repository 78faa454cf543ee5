package org.dayfly.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in.
 *
 * @param open whether anybody who can reach dayfly may have a database, beyond loopback too
 * @param password what the magic users must give; empty: nothing
 * @param maintenanceRoles roles that reach the registry database
 */
public record AccessSettings(boolean open, Optional<Secret> password, List<MaintenanceRole> maintenanceRoles) {
    public AccessSettings {
        maintenanceRoles = List.copyOf(maintenanceRoles);
        if (open && password.isPresent()) {
            throw new SettingsException("access.open is true and access.password is set, which contradict each other;"
                    + " leave out access.open to ask for the password, or access.password to ask for none");
        }
        Set<String> roles = new HashSet<>();
        for (MaintenanceRole each : maintenanceRoles) {
            if (!roles.add(each.role())) {
                throw new SettingsException(
                        "access.maintenance-roles names " + each.role() + " twice; leave one of them out");
            }
        }
    }
}
