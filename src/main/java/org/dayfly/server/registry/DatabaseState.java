package org.dayfly.server.registry;

import java.util.Locale;

/**
 * The state of a database in the registry, in the words of column {@code state}.
 *
 * <pre>
 *                                       templates and snapshots
 *              intend            seal
 *             --------&gt; CREATING ------------------------------------------&gt; SEALED
 *                          |                                                   |
 *                          | keep_warm                                         |
 *                          v     reserve                                           |
 *                        WARM ------------&gt; RESERVED                           |
 *                          |  &lt;------------    |                               |
 *                          |     withdraw      | keep                          |
 *                          | hand_out          |                               |
 *                          v                   v                               |
 *                        LEASED &lt;---------------                               |
 *                          |                                                   |
 *                          | reclaim, from each state                          |
 *                          v                                                   |
 *                      RECLAIMING &lt;---------------------------------------------
 *                          |
 *                          | dropped: the row is deleted, and a database that was handed out
 *                          v          has a row in table reclaimed for 7 days
 * </pre>
 *
 * <p>A LEASED database is in use or at rest: see {@link Rests}. The words at the arrows are functions of schema {@code
 * registry}. Function {@code reclaim} is the only one that ends service.
 */
public enum DatabaseState {
    /** dayfly is making the database. */
    CREATING,
    /** The database was made ahead, for the next client. */
    WARM,
    /** The database is warm, and its hand-out is committed ahead. {@code ls} shows it as warm. */
    RESERVED,
    /** The database is in service. */
    LEASED,
    /** The database is a template or a snapshot: copies are made of it, and no client connects to it. */
    SEALED,
    /** The database is out of service, and dayfly drops it. */
    RECLAIMING;

    public static DatabaseState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
