package org.dayfly.backend;

import java.util.Optional;
import org.dayfly.config.value.Secret;

/**
 * What a role can prove itself to a server with.
 *
 * @param password empty where the server is expected to ask for none
 */
public record BackendCredentials(String role, Optional<Secret> password) {}
