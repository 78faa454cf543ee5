package org.dayfly.session;

import org.dayfly.protocol.ScramKeys;

/**
 * What a client has to prove.
 *
 * @param whose password it is, by a name that all who share the password have
 * @param chosen whether a person chose the password, so that it may be guessed
 * @param keys to verify it by
 */
public record Demand(String whose, boolean chosen, ScramKeys keys) {
    static final String MAGIC = "the magic users";
}
