package org.dayfly.admin.page;

import java.util.Optional;

/** What has happened to a client or to a database. */
sealed interface RecentEvent {
    /** The word in JSON. */
    String type();

    void write(Json json);

    /**
     * A client got a fresh database or a fresh whole server.
     *
     * @param kind database, copy or server
     * @param waited the time from the login of the client, in milliseconds
     */
    record HandedOut(
            String server,
            String database,
            String kind,
            Optional<String> key,
            Optional<String> source,
            Optional<String> client,
            boolean warm,
            long waited)
            implements RecentEvent {
        @Override
        public String type() {
            return "handout";
        }

        @Override
        public void write(Json json) {
            json.put("server", server)
                    .put("database", database)
                    .put("kind", kind)
                    .put("key", key)
                    .put("source", source)
                    .put("client", client)
                    .put("warm", warm)
                    .put("waited", waited);
        }
    }

    /**
     * A database or a whole server was dropped.
     *
     * @param age how long it was in service, in seconds
     * @param taken how long the drop took, in milliseconds
     */
    record Dropped(
            String server, String database, String kind, Optional<String> key, String reason, long age, long taken)
            implements RecentEvent {
        @Override
        public String type() {
            return "drop";
        }

        @Override
        public void write(Json json) {
            json.put("server", server)
                    .put("database", database)
                    .put("kind", kind)
                    .put("key", key)
                    .put("reason", reason)
                    .put("age", age)
                    .put("taken", taken);
        }
    }

    /**
     * A client got no session.
     *
     * @param kind the {@link org.dayfly.protocol.ErrorKind} in lower case
     */
    record Refused(
            String kind, String sqlState, String message, Optional<String> hint, String user, Optional<String> client)
            implements RecentEvent {
        @Override
        public String type() {
            return "refusal";
        }

        @Override
        public void write(Json json) {
            json.put("kind", kind)
                    .put("sqlstate", sqlState)
                    .put("message", message)
                    .put("hint", hint)
                    .put("user", user)
                    .put("client", client);
        }
    }
}
