package org.dayfly.cluster;

import java.util.List;

/** A server that did not start, with what its log said. */
final class StartFailure extends ClusterException {
    private static final long serialVersionUID = 1L;

    /** What says nothing against the data: the machine's shortages, a server still going down, the operator's settings. */
    private static final List<String> NO_DAMAGE = List.of(
            "Address already in use",
            "could not bind",
            "could not create any",
            "could not create listen socket",
            "could not create lock file",
            "could not load",
            "could not write",
            "Permission denied",
            "Operation not permitted",
            "Cannot allocate memory",
            "out of memory",
            "could not create shared memory",
            "could not map anonymous shared memory",
            "could not create semaphores",
            "No space left on device",
            "Disk quota exceeded",
            "Read-only file system",
            "Input/output error",
            "Too many open files",
            "Resource temporarily unavailable",
            "terminated by signal 9",
            "is still in use",
            "already exists",
            "is being shut down",
            "received fast shutdown request",
            "received immediate shutdown request",
            "received smart shutdown request",
            "contains errors",
            "unrecognized configuration parameter",
            "invalid value for parameter",
            "WAL streaming",
            "error while loading shared libraries");

    private final boolean timedOut;
    private final String output;

    StartFailure(boolean timedOut, String output) {
        super("PostgreSQL did not start" + (timedOut ? " in time" : "") + "; its log ends with:\n" + output.strip());
        this.timedOut = timedOut;
        this.output = output;
    }

    /** Whether the data directory may be the cause: nothing else was named. */
    boolean maybeDamage() {
        return !timedOut && NO_DAMAGE.stream().noneMatch(output::contains);
    }

    boolean portTaken() {
        return output.contains("Address already in use");
    }

    boolean memoryHeld() {
        return output.contains("is still in use");
    }
}
