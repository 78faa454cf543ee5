package org.dayfly.admin.page;

import java.util.List;
import org.dayfly.placement.Listed;
import org.dayfly.server.Census;
import org.dayfly.server.Server;
import org.dayfly.server.ServerFigures;
import org.dayfly.server.warm.StockFigures;

/**
 * A server at one moment, as JSON.
 *
 * @param up whether the server answers
 * @param directory whether the server has the directory of keys
 * @param census the databases; none if the server does not answer
 */
public record SeenServer(Listed listed, boolean up, boolean directory, List<Census> census) {
    void write(Json json) {
        json.put("name", listed.name())
                .put("up", up)
                .put("directory", directory)
                .put("leaving", listed.leaving());
        listed.server().ifPresent(server -> write(json, server));
        json.array(
                "census",
                census,
                (its, each) ->
                        its.put("kind", each.kind()).put("state", each.state()).put("count", each.databases()));
    }

    private static void write(Json json, Server server) {
        ServerFigures figures = server.figures();
        json.put("version", version(figures.version()))
                .put("draining", server.membership().isDraining())
                .put("max", server.max())
                .array("warm", figures.warmDatabases(), (its, stock) -> {
                    its.put("kind", stock.source().isPresent() ? "copy" : "database");
                    write(its, stock);
                })
                .array("warmServers", figures.warmServers(), (its, stock) -> {
                    its.put("kind", "server");
                    write(its, stock);
                });
    }

    private static void write(Json json, StockFigures stock) {
        json.put("source", stock.source())
                .put("ready", stock.ready())
                .put("making", stock.making())
                .put("wanted", stock.wanted())
                .put("waiting", stock.waiting())
                .put("longest", stock.longest().toMillis());
    }

    /** As in 18.1, from the form of {@code server_version_num}. */
    private static String version(int number) {
        return number / 10_000 + "." + number % 10_000;
    }
}
