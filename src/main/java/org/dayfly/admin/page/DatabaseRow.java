package org.dayfly.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dayfly.server.DatabaseStatus;
import org.dayfly.server.Lifetime;
import org.dayfly.server.Provenance;

/** A database or a whole server of one server, as JSON. Times are in seconds, sizes in bytes. */
record DatabaseRow(String server, DatabaseStatus database) {
    void write(Json json) {
        Provenance provenance = database.provenance();
        Lifetime life = database.lifetime();
        json.put("server", server)
                .put("name", database.name().value())
                .put("kind", provenance.kind())
                .put("key", provenance.key())
                .put("source", provenance.source())
                .put("base", provenance.base())
                .put("client", provenance.client())
                .put("note", provenance.note())
                .put("state", database.state().toString())
                .put("reason", database.reason())
                .put("sessions", database.usage().sessions())
                .put("opened", database.usage().opened())
                .put("size", database.usage().size())
                .put("age", life.age().toSeconds())
                .put("expires", Optional.of(life.expiresAt()).filter(at -> !at.equals(Instant.MAX)))
                .put("left", life.left().map(Duration::toSeconds))
                .put("unused", Optional.of(life.unused().toSeconds()).filter(unused -> database.wasHandedOut()))
                .put("idle", life.idle().map(Duration::toSeconds))
                .put("pinned", life.pinned())
                .put("kept", life.isKept());
    }
}
