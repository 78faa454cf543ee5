package org.dayfly.config;

import java.util.Optional;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Secret;

/**
 * Where operators and programs that watch dayfly ask for its state, by HTTP.
 *
 * @param listen the address of the status page; empty: there is none
 * @param password the operator's password, without which the page changes nothing; empty: the page only shows
 */
public record StatusSettings(Optional<HostPort> listen, Optional<Secret> password) {}
