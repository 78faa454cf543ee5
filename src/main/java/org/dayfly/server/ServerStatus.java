package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.sql.Query;

/**
 * What one server has, for an operator.
 *
 * @param version the version of PostgreSQL, as the server states it
 * @param draining whether the server takes no new databases
 * @param databases how many databases clients have
 * @param sessions how many sessions are open on these databases
 * @param warm how many databases wait for clients
 * @param proxies how many dayflies use the server
 * @param roundTrip how long the server took to answer this
 */
public record ServerStatus(
        String version, boolean draining, int databases, int sessions, int warm, int proxies, Duration roundTrip) {
    static final Query<ServerStatus> OF = new Query<>(
            "SELECT version, draining, databases, sessions, warm, proxies FROM registry.load", ServerStatus::of);

    private static ServerStatus of(ResultSet row) throws SQLException {
        return new ServerStatus(
                row.getString("version").replaceAll(" .*", ""),
                row.getBoolean("draining"),
                row.getInt("databases"),
                row.getInt("sessions"),
                row.getInt("warm"),
                row.getInt("proxies"),
                Duration.ZERO);
    }

    ServerStatus within(Duration time) {
        return new ServerStatus(version, draining, databases, sessions, warm, proxies, time);
    }
}
