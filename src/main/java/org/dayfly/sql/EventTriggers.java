package org.dayfly.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The event triggers of a database that are on, switched off while dayfly works in it and then on again as they were:
 * their functions may be a tenant's by now, and would run with dayfly's rights.
 *
 * <p>The statements that switch them fire none. A role that may not switch them off fails, and runs nothing.
 *
 * @see <a href="https://www.postgresql.org/docs/current/event-triggers.html">PostgreSQL, Event Triggers</a>
 */
public final class EventTriggers {
    private record Switch(String trigger, String off, String on) {
        static Switch of(ResultSet row) throws SQLException {
            String trigger = row.getString("evtname");
            String alter = "ALTER EVENT TRIGGER " + Quoted.identifier(trigger);
            String how = switch (row.getString("evtenabled")) {
                case "R" -> " REPLICA";
                case "A" -> " ALWAYS";
                default -> "";
            };
            return new Switch(trigger, alter + " DISABLE", alter + " ENABLE" + how);
        }
    }

    // Without functions: in a new database each would be looked up in catalogs that nobody has read yet.
    private static final Query<Switch> ON =
            new Query<>("SELECT evtname, evtenabled FROM pg_event_trigger WHERE evtenabled <> 'D'", Switch::of);

    private static final Query<String> ALL =
            new Query<>("SELECT evtname FROM pg_event_trigger", row -> row.getString(1));

    private final List<Switch> switches;

    private EventTriggers(List<Switch> switches) {
        this.switches = switches;
    }

    public static EventTriggers none() {
        return new EventTriggers(List.of());
    }

    /**
     * Finds the event triggers of a database that are on.
     *
     * @param connection one with a search_path that can be trusted */
    public static EventTriggers of(Connection connection) throws SQLException {
        return new EventTriggers(ON.all(connection));
    }

    public List<String> off() {
        return switches.stream().map(Switch::off).toList();
    }

    /** For those that are still there. */
    public List<String> on(Connection connection) throws SQLException {
        if (switches.isEmpty()) {
            return List.of();
        }
        Set<String> left = Set.copyOf(ALL.all(connection));
        return switches.stream()
                .filter(it -> left.contains(it.trigger()))
                .map(Switch::on)
                .toList();
    }

    /** Runs statements in one transaction that none fires for. */
    public static void runWithout(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        EventTriggers triggers = of(connection);
        List<String> all = new ArrayList<>(triggers.off());
        all.addAll(statements);
        all.addAll(triggers.on(connection));
        Statements.run(connection, all);
    }
}
