package org.dayfly.config.file;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.server.EmbeddedPlace;
import org.dayfly.config.server.ServerPlace;
import org.dayfly.config.server.ServerUrl;

/** Reads the setting servers: a list of URLs, and of groups that hold a URL or a home, and more. */
final class ServerEntries {
    static final String KEY = "servers";

    private static final List<String> PARTS = List.of("name", "url", "home", "weight", "max");

    private ServerEntries() {}

    static List<ServerSettings> read(List<Value> items) {
        return items.stream().map(ServerEntries::server).toList();
    }

    private static ServerSettings server(Value item) {
        return item.value() instanceof ConfigObject group
                ? server(item, group)
                : ServerSettings.at(ServerUrl.parse(item.text()));
    }

    private static ServerSettings server(Value item, ConfigObject group) {
        for (Map.Entry<String, ConfigValue> part : WrittenKeys.inOrder(group)) {
            String key = KEY + "." + part.getKey();
            if (!PARTS.contains(part.getKey())) {
                throw Keys.unknown(
                        item.origin() + ": " + key,
                        key,
                        PARTS.stream().map(known -> KEY + "." + known).toList());
            }
            WrittenKeys.refuseNull(key, part.getValue());
        }
        Optional<String> name = part(item, group, "name").map(Value::text);
        ServerPlace place = place(item, group, name);
        return new ServerSettings(
                name.orElseGet(place::asName),
                place,
                part(item, group, "weight").map(Value::number).orElse(1),
                part(item, group, "max").map(Value::number).map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    private static ServerPlace place(Value item, ConfigObject group, Optional<String> name) {
        Optional<Value> url = part(item, group, "url");
        Optional<Value> home = part(item, group, "home");
        if (url.isPresent() == home.isPresent()) {
            String which = url.isPresent() ? "with both a url and a home" : "without a url or a home";
            throw item.refused("holds a server " + which
                    + "; write { url = \"postgresql://…\" }, or { name = pg16, home = \"/usr/lib/postgresql/16\" }");
        }
        return url.<ServerPlace>map(its -> ServerUrl.parse(its.text()))
                .orElseGet(() -> new EmbeddedPlace(
                        name.orElseThrow(() -> item.refused(
                                "holds a server with a home and no name; write { name = pg16, home = … }")),
                        home.flatMap(Value::homeIfAny)));
    }

    private static Optional<Value> part(Value item, ConfigObject group, String name) {
        return Optional.ofNullable(group.get(name)).map(value -> item.part(name, value));
    }
}
