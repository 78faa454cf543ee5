package org.dayfly.server.warm;

/**
 * The databases that are out of service and wait to be dropped. Such databases use disk space. If there are many of
 * them, fewer databases are made at once. If there are too many, no database is made, and a client waits for drops.
 * Safe for use by any thread.
 */
public final class Backlog {
    /** From this number on, one database is made at a time, which leaves the server to the reaper. */
    static final int MANY = 100;

    /** From this number on, no database is made. */
    static final int TOO_MANY = 400;

    private int size;
    private Runnable eased = () -> {};

    /** @param eased called when more databases may be made than before */
    synchronized void onEase(Runnable eased) {
        this.eased = eased;
    }

    /** Sets the number of databases that could be dropped now. */
    public void counted(int due) {
        change(due);
    }

    /** Records that one database was dropped. */
    public void dropped() {
        change(Math.max(0, size() - 1));
    }

    private synchronized int size() {
        return size;
    }

    private void change(int now) {
        Runnable then;
        synchronized (this) {
            boolean less = (now < MANY && size >= MANY) || (now < TOO_MANY && size >= TOO_MANY);
            size = now;
            then = less ? eased : () -> {};
        }
        then.run();
    }

    /**
     * How many databases may be made at once.
     *
     * @param most the number if no database waits to be dropped
     */
    int makers(int most) {
        int waiting = size();
        return waiting >= TOO_MANY ? 0 : waiting >= MANY ? 1 : most;
    }
}
