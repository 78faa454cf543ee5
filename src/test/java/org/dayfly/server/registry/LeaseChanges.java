package org.dayfly.server.registry;

import static org.dayfly.server.registry.RegistryProbe.interval;
import static org.dayfly.server.registry.RegistryProbe.literal;

import java.sql.SQLException;
import java.time.Duration;

/** Changes rows of the registry's table of leases, as if time had passed or another dayfly had acted. */
public final class LeaseChanges {
    private final RegistrySession session;
    private final String condition;

    LeaseChanges(RegistrySession session, String condition) {
        this.session = session;
        this.condition = condition;
    }

    private void set(String what) throws SQLException {
        session.run("UPDATE registry.lease SET " + what + " WHERE " + condition);
    }

    /** Their time is over now. */
    public void expired() throws SQLException {
        set("expires_at = now()");
    }

    /** Their time is over after this time. */
    public void expireIn(Duration left) throws SQLException {
        set("expires_at = now() + " + interval(left));
    }

    /** Their time is never over. */
    public void lasting() throws SQLException {
        set("expires_at = 'infinity'");
    }

    /** As if they had been handed out this much earlier. */
    public void older(Duration by) throws SQLException {
        set("leased_at = leased_at - " + interval(by) + ", expires_at = expires_at - " + interval(by));
    }

    /** As if they had been handed out and last used this long ago; the expiry time stays. */
    public void leasedAndUnusedFor(Duration ago) throws SQLException {
        set("last_used_at = now() - " + interval(ago) + ", leased_at = now() - " + interval(ago));
    }

    /** As if nobody had used them for this time. */
    public void unusedFor(Duration ago) throws SQLException {
        set("last_used_at = now() - " + interval(ago));
    }

    /** As if nobody had used them for this time; also sets the time that they may be unused. */
    public void unusedFor(Duration ago, Duration allowed) throws SQLException {
        set("last_used_at = now() - " + interval(ago) + ", idle = " + interval(allowed));
    }

    /** They may be unused for this time. */
    public void idleAfter(Duration allowed) throws SQLException {
        set("idle = " + interval(allowed));
    }

    /** They may be unused for ever. */
    public void neverIdle() throws SQLException {
        set("idle = NULL");
    }

    /** An administrator has written what they are for. */
    public void noted(String note) throws SQLException {
        set("note = " + RegistryProbe.literal(note));
    }

    public void pinned() throws SQLException {
        set("pinned = true");
    }

    public void unpinned() throws SQLException {
        set("pinned = false");
    }

    /** As if the last session had joined this long ago. */
    public void joined(Duration ago) throws SQLException {
        set("joined_at = now() - " + interval(ago));
    }

    public void atRest() throws SQLException {
        set("resting_since = now()");
    }

    /** As if a snapshot of these databases were due before the next session. */
    public void dueForASnapshot() throws SQLException {
        set("seal_due = true");
    }

    /** As if the snapshot that was due had been taken. */
    public void notDueForASnapshot() throws SQLException {
        set("seal_due = false");
    }

    public void warm() throws SQLException {
        set("state = 'warm'");
    }

    public void reserved() throws SQLException {
        set("state = 'reserved'");
    }

    /** Out of service, and about to be dropped. */
    public void reclaiming() throws SQLException {
        set("state = 'reclaiming', retry_at = now()");
    }

    /** Out of service for a reason, and about to be dropped. */
    public void reclaiming(String reason) throws SQLException {
        set("state = 'reclaiming', retry_at = now(), reason = " + literal(reason));
    }

    /** Out of service because a time was over, and about to be dropped. */
    public void reclaiming(String reason, Duration term) throws SQLException {
        set("state = 'reclaiming', retry_at = now(), reason = " + literal(reason) + ", term = " + interval(term));
    }

    /** Out of service, and to be dropped after some time. */
    public void reclaimingIn(Duration delay) throws SQLException {
        set("state = 'reclaiming', retry_at = now() + " + interval(delay));
    }

    /** The next attempt to drop them is now. */
    public void dueForADrop() throws SQLException {
        set("retry_at = now()");
    }

    /** As if a reset had given them the key. */
    public void ofKey(Key key) throws SQLException {
        set("key = " + literal(key.value()));
    }

    /** As if they were the template of this name in the settings. */
    public void templates(String source) throws SQLException {
        set("kind = 'template', source = " + literal(source));
    }

    /** Locks the rows in the transaction of this connection. */
    public void locked() throws SQLException {
        session.run("SELECT FROM registry.lease WHERE " + condition + " FOR UPDATE");
    }
}
