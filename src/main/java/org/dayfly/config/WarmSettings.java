package org.dayfly.config;

import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.SettingsException;

/**
 * How many databases are made before a client asks for them. 0 means none.
 *
 * @param min the least number of ready databases, for empty databases and for each source that was copied recently
 * @param max the largest number of ready databases, of all kinds together
 * @param size the most bytes that the ready databases of one server take together; 0: no limit
 */
public record WarmSettings(int min, int max, long size) {
    /** No database is made before a client asks. */
    public static final WarmSettings NONE = new WarmSettings(0, 0, 0);

    public WarmSettings {
        Bounds.orNone("databases.warm.min", min);
        Bounds.orNone("databases.warm.max", max);
        if (min > max) {
            throw new SettingsException("databases.warm.min is " + min + ", above databases.warm.max, " + max
                    + "; lower databases.warm.min or raise databases.warm.max");
        }
    }

    /**
     * The part of one server, because databases.warm.min and databases.warm.max are totals over all servers. The
     * size is for each server.
     *
     * @param before the weights of the servers before this server
     * @param weight the weight of this server
     * @param all the weights of all servers
     */
    public WarmSettings part(int before, int weight, int all) {
        return new WarmSettings(part(min, before, weight, all), part(max, before, weight, all), size);
    }

    private static int part(int total, int before, int weight, int all) {
        return (int) ((long) total * (before + weight) / all - (long) total * before / all);
    }
}
