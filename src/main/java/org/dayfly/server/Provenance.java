package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * The purpose of a database, and the source of its content.
 *
 * @param kind database, snapshot or template, as in the registry
 * @param key the key by which sessions share the database
 * @param source of a copy: the name that clients give to its source; of a snapshot: the key of the database that the
 *     snapshot was taken of; of a template: its name
 * @param base the database that was copied to make this database
 * @param client the address that the database was made for
 * @param note what the client said that the database is for
 */
public record Provenance(
        String kind,
        Optional<Key> key,
        Optional<String> source,
        Optional<DatabaseName> base,
        Optional<String> client,
        Optional<String> note) {
    static Provenance of(ResultSet row) throws SQLException {
        return new Provenance(
                row.getString("kind"),
                Optional.ofNullable(row.getString("key")).map(Key::new),
                // The template for databases that are not copies has the empty name.
                Optional.ofNullable(row.getString("source")).filter(source -> !source.isEmpty()),
                Optional.ofNullable(row.getString("base")).map(DatabaseName::new),
                Optional.ofNullable(row.getString("client")),
                Optional.ofNullable(row.getString("note")).map(Note::of));
    }

    /** Whether sessions can be opened on the database. If not, the database exists only to be copied. */
    public boolean isForClients() {
        return kind.equals("database");
    }

    boolean isServer() {
        return kind.equals("server");
    }

    public boolean isTemplate() {
        return kind.equals("template");
    }
}
