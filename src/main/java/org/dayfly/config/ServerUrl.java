package org.dayfly.config;

import java.util.Optional;

/**
 * A server of the team's own: {@code postgresql://role:password@host:port}.
 *
 * @param role the maintenance role
 * @param password the role's password; empty: looked up in PGPASSWORD or the password file, or none needed
 * @param host name or address, never shown to clients
 */
public record ServerUrl(String role, Optional<Secret> password, String host, int port) {}
