package org.dayfly.session;

/**
 * The number of a client's connection, counted from the start. The log shows it; a client sees it after an internal
 * error.
 */
public record ConnectionId(long number) {
    @Override
    public String toString() {
        return "c" + number;
    }
}
