package org.dayfly.session;

import org.dayfly.protocol.ScramKeys;

/**
 * What a client has to prove.
 *
 * @param whose password it is: those that share one, or whose cannot be guessed, are one
 * @param keys to verify it by
 */
public record Demand(String whose, ScramKeys keys) {
    static final String MAGIC = "the magic users";
    static final String ISSUED = "issued roles";
}
