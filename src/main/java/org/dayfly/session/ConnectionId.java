package org.dayfly.session;

/** Names a client's connection in the log and, where something broke inside, to the client; counted from the start. */
public record ConnectionId(long number) {
    @Override
    public String toString() {
        return "c" + number;
    }
}
