package org.dayfly.config.value;

/** The owner of the objects that a copy has from its source. */
public enum CopyOwner {
    /** The role of the copy, as in the source. Each object is given to this role when the copy is made. */
    ROLE,
    /** PostgreSQL's {@code pg_database_owner}, of which the copy's role is a member. This costs no time per object. */
    DATABASE
}
