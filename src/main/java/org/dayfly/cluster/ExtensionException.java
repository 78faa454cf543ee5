package org.dayfly.cluster;

/** A whole server cannot be made, because PostgreSQL cannot create an extension of the settings. */
public final class ExtensionException extends ClusterException {
    private static final long serialVersionUID = 1L;

    private final transient ExtensionProblem problem;

    public ExtensionException(ExtensionProblem problem) {
        super("databases.servers.extensions: " + problem.line());
        this.problem = problem;
    }

    public ExtensionProblem problem() {
        return problem;
    }
}
