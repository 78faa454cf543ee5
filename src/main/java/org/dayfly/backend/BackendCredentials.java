package org.dayfly.backend;

import java.util.Optional;
import org.dayfly.config.value.Secret;

/**
 * The name and the password by which a role logs in to a server.
 *
 * @param password empty if the server is expected to ask for none
 */
public record BackendCredentials(String role, Optional<Secret> password) {}
