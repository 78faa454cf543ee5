package org.dayfly.database;

/**
 * What a role's password comes to after SCRAM-SHA-256's slow part, for both sides of the exchange.
 *
 * @param storedKey what a server checks a client's proof against
 * @param serverKey what a server signs with
 * @param clientKey what a client proves itself with: as good as the password
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802#section-3">RFC 5802, section 3</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed by anybody in this program
public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, byte[] clientKey) {
    @Override
    public String toString() {
        return "ScramKeys[***]";
    }
}
