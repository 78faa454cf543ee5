package org.dayfly.session;

import org.dayfly.protocol.ScramKeys;

/**
 * What a client has to prove.
 *
 * @param whose the owner of the password; users that share a password have the same owner
 * @param chosen whether a person chose the password, so that it may be guessed
 * @param keys the keys that verify the proof
 */
public record Demand(String whose, boolean chosen, ScramKeys keys) {
    static final String MAGIC = "the magic users";
}
