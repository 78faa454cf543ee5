package org.dayfly.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dayfly.config.value.Network;
import org.dayfly.config.value.Secret;
import org.dayfly.config.value.SettingsException;

/**
 * Which clients may connect.
 *
 * @param open whether every client that can reach dayfly may have a database without a password, beyond loopback too
 * @param password the password that the magic users must give; empty: none
 * @param networks the networks that the magic users may connect from; empty: any
 * @param roleNetworks the networks that issued roles and maintenance roles may connect from; empty: any
 * @param maintenanceRoles the roles that may connect to the registry database
 */
public record AccessSettings(
        boolean open,
        Optional<Secret> password,
        List<Network> networks,
        List<Network> roleNetworks,
        List<MaintenanceRole> maintenanceRoles) {
    public AccessSettings {
        networks = List.copyOf(networks);
        roleNetworks = List.copyOf(roleNetworks);
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
