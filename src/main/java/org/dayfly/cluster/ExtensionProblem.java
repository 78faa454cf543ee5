package org.dayfly.cluster;

/**
 * An extension that PostgreSQL cannot create as things are. Clients may see both texts.
 *
 * @param message what PostgreSQL lacks, in PostgreSQL's style
 * @param step the next step
 */
public record ExtensionProblem(String message, String step) {
    /** Message and step for the log. */
    public String line() {
        return message + "; " + step;
    }
}
