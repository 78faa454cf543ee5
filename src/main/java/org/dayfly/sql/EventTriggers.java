package org.dayfly.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Switches the event triggers of a database off while dayfly works in the database, and then on again as they were. A
 * tenant may own the functions of event triggers by now, and the functions would run with dayfly's rights.
 *
 * <p>The statements that switch event triggers fire no event trigger. If the role may not switch an event trigger off,
 * the transaction fails and nothing runs.
 *
 * @see <a href="https://www.postgresql.org/docs/current/event-triggers.html">PostgreSQL, Event Triggers</a>
 */
public final class EventTriggers {
    /**
     * How many statements run in one transaction. A change of a table's owner locks the table, its indexes, its
     * sequences and its TOAST table until the transaction ends. With all tables of a large database in one
     * transaction, the server would run out of locks.
     *
     * @see <a href="https://www.postgresql.org/docs/current/runtime-config-locks.html">PostgreSQL,
     *     max_locks_per_transaction</a>
     */
    private static final int PART = 100;

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

    // The query calls no functions. In a new database, PostgreSQL would look up each function in catalogs that no
    // session has read yet.
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
     * @param connection a connection with a search_path that can be trusted
     */
    public static EventTriggers of(Connection connection) throws SQLException {
        return new EventTriggers(ON.all(connection));
    }

    public List<String> off() {
        return switches.stream().map(Switch::off).toList();
    }

    /** The statements that switch on the event triggers that still exist. */
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

    /**
     * Runs statements in a transaction that fires no event trigger. More than {@value #PART} statements run in several
     * transactions, one after the other.
     */
    public static void runWithout(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        EventTriggers triggers = of(connection);
        for (int begin = 0; begin < statements.size(); begin += PART) {
            List<String> part = new ArrayList<>(triggers.off());
            part.addAll(statements.subList(begin, Math.min(begin + PART, statements.size())));
            part.addAll(triggers.on(connection));
            Statements.run(connection, part);
        }
    }
}
