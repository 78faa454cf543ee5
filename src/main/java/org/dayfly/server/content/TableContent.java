package org.dayfly.server.content;

/**
 * A table, a partitioned table or a materialized view, and what it holds.
 *
 * @param name the name with the schema, as in public.item, with quotes where SQL needs them; a tenant has chosen
 *     the name
 * @param rows of a partitioned table, the rows of all partitions
 * @param size the bytes of the rows, without indexes and TOAST
 */
public record TableContent(String name, RowCount rows, long size) {}
