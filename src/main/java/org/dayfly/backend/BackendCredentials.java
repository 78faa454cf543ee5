package org.dayfly.backend;

import java.util.Optional;
import org.dayfly.config.Secret;
import org.dayfly.protocol.ScramKeys;

/**
 * What a role can prove itself to a server with.
 *
 * @param password empty where the server is expected to ask for none
 * @param keys what the password comes to under the salt that the server has for the role, where that is known: it saves
 *     the slow part of SCRAM
 */
public record BackendCredentials(String role, Optional<Secret> password, Optional<ScramKeys> keys) {}
