package org.dayfly.pipe;

/** Why a pipe ended. */
public enum PipeEnd {
    CLIENT_GONE("client gone"),
    SERVER_GONE("server gone"),
    /** The proxy closes the client's side, and keeps the server's side open. */
    PARTED("parted"),
    /** The proxy itself ended the pipe. */
    ENDED("ended by dayfly");

    private final String text;

    PipeEnd(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
