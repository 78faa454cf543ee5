package org.dayfly.config;

/** Who owns what a copy has from its source. */
public enum CopyOwner {
    /** The role of the copy, as the source's role does there: each object is given to it as the copy is made. */
    ROLE,
    /** PostgreSQL's {@code pg_database_owner}, which that role is a member of: at no cost per object. */
    DATABASE
}
