package org.dayfly.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.dayfly.config.value.Bounds;

/**
 * The content that databases begin with.
 *
 * @param fresh the content of databases that are not copies
 * @param byName the templates by name; a client can copy each as SOURCE, and the names are sorted and in lower case
 */
public record TemplatesSettings(Preparation fresh, Map<String, TemplateSettings> byName) {
    public TemplatesSettings {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
        byName.forEach((name, template) ->
                template.idle().ifPresent(idle -> Bounds.lifetime("templates." + name + ".idle", idle)));
    }

    /** Refuses a template whose copies would live longer than a database may. */
    void checkTtls(DatabaseSettings databases) {
        byName.forEach((name, template) -> template.ttl()
                .ifPresent(ttl -> Bounds.ttl(
                        "templates." + name + ".ttl", ttl, databases.life().maxTtl())));
    }
}
