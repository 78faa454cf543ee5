package org.dayfly.server.copy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dayfly.config.Preparation;
import org.dayfly.config.TemplateSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.script.ScriptHash;
import org.dayfly.script.parse.ScriptFailure;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Intent;
import org.dayfly.server.create.LongWork;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes each template of proxy.conf as a sealed database, and makes a template again when its files have changed.
 *
 * <p>Several proxies may share a template. If a template cannot be made, the previous template stays in force. A method
 * blocks the calling thread until PostgreSQL answers. Safe for use by any thread.
 */
public final class TemplateMaker {
    private static final Logger log = LoggerFactory.getLogger(TemplateMaker.class);

    private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(30);

    private static final Query<DatabaseName> FIND = new Query<>(
            "SELECT name FROM registry.find_template(?, ?) AS name WHERE name IS NOT NULL",
            row -> new DatabaseName(row.getString(1)));

    private final Registry registry;
    private final DatabaseMaker maker;
    private final Templates templates;
    private final SealedOwner owner;
    private final SealedSizes sizes;
    private final ScheduledExecutorService timer;
    private @Nullable TemplatesSettings wanted;
    private Consumer<String> news = line -> {};

    /**
     * Makes templates on one server.
     *
     * @param owner the owner of the objects in templates
     * @param timer reminds the operator of a template that takes long
     */
    public TemplateMaker(
            Registry registry,
            DatabaseMaker maker,
            Templates templates,
            SealedOwner owner,
            SealedSizes sizes,
            ScheduledExecutorService timer) {
        this.owner = owner;
        this.sizes = sizes;
        this.timer = timer;
        this.registry = registry;
        this.maker = maker;
        this.templates = templates;
    }

    /**
     * Makes the templates that are new, and puts all templates in force.
     *
     * @param progress gets a line about each template that is made, and more lines while the template takes long
     * @return the base of new databases that are no copies; empty if this base could not be made
     */
    public synchronized Optional<Base> make(TemplatesSettings settings, Consumer<String> progress) {
        news = progress;
        wanted = settings;
        Map<String, Base> made = new HashMap<>();
        Set<String> failed = new HashSet<>();
        sealed("", settings.fresh()).ifPresentOrElse(name -> made.put("", fresh(name)), () -> {
            // template0 is as good as this template, only slower.
            if (!settings.fresh().equals(Preparation.NONE)) {
                failed.add("");
            }
        });
        settings.byName()
                .forEach((name, template) -> sealed(name, template.preparation())
                        .ifPresentOrElse(it -> made.put(name, base(it, name, template)), () -> failed.add(name)));
        templates.enforce(made, failed);
        return failed.contains("") ? Optional.empty() : Optional.of(templates.fresh());
    }

    /**
     * Makes a template again that is no longer there, unless this was done since the template was found to be gone.
     * Leaves the other templates alone.
     */
    public synchronized void makeAgain(Base gone) {
        Optional<String> name = gone.sealed().flatMap(templates::nameOf);
        if (wanted == null || name.isEmpty()) {
            return;
        }
        TemplateSettings template = wanted.byName().get(name.get());
        Preparation preparation = template == null ? wanted.fresh() : template.preparation();
        Optional<Base> again = sealed(name.get(), preparation)
                .map(made -> template == null ? fresh(made) : base(made, name.get(), template));
        if (again.isPresent() || !preparation.equals(Preparation.NONE)) {
            templates.replace(name.get(), again);
        } else {
            // template0 is as good as this template, only slower.
            templates.replace(name.get(), Optional.of(Base.EMPTY));
        }
    }

    private Base fresh(DatabaseName sealed) {
        return new Base(
                LeaseKind.DATABASE,
                Optional.of(sealed),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                size(sealed));
    }

    private Base base(DatabaseName sealed, String name, TemplateSettings template) {
        return new Base(
                LeaseKind.DATABASE,
                Optional.of(sealed),
                Optional.of(new Key(name)),
                template.ttl(),
                template.idle(),
                size(sealed));
    }

    private long size(DatabaseName sealed) {
        try {
            return sizes.of(sealed);
        } catch (SQLException e) {
            log.debug("the size of {} is not known", sealed, e);
            return 0;
        }
    }

    private Optional<DatabaseName> sealed(String name, Preparation preparation) {
        String what = name.isEmpty() ? "databases.init" : "template " + name;
        try {
            return Optional.of(sealed(name, what, preparation));
        } catch (ScriptFailure | SQLException e) {
            TemplateFailure failure = TemplateFailure.of(e, registry.extensionAdvice());
            templates.because(name, failure);
            log.error("{}: {}", what, failure.line());
            log.debug("{} could not be made", what, e);
        }
        Optional<DatabaseName> previous = previous(name);
        previous.ifPresent(it -> log.warn("{}: the previous template stays in force, {}", what, it));
        return previous;
    }

    private Optional<DatabaseName> previous(String name) {
        try {
            return registry.pool().with(connection -> FIND.first(connection, name, null));
        } catch (SQLException e) {
            log.error("cannot look for an earlier template {}: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private DatabaseName sealed(String name, String what, Preparation preparation) throws ScriptFailure, SQLException {
        List<String> words = Stream.concat(preparation.extensions().stream(), owner.stamp().stream())
                .toList();
        String stamp = ScriptHash.of(preparation.init(), words);
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            locked.lock("template " + name);
            Optional<DatabaseName> there = FIND.first(locked.get(), name, stamp);
            if (there.isPresent()) {
                return there.get();
            }
            tell(what + ": making it");
            long start = System.nanoTime();
            DatabaseName made = maker.makeSealed(locked, Intent.template(name, stamp), creation -> {
                try (LongWork work = new LongWork(what, "running its scripts", BETWEEN_REMINDERS, timer, this::tell)) {
                    Sealing sealing = new Sealing(registry, locked, creation, owner.name());
                    furnish(sealing, creation.name(), preparation, what, work);
                    work.step("waiting for its last session to end");
                    sealing.visit();
                    sealing.close(Optional.empty());
                    return creation.name();
                }
            });
            log.info("{}: made in {} ms, {}", what, (System.nanoTime() - start) / 1_000_000, made);
            return made;
        }
    }

    private void tell(String line) {
        log.info(line);
        news.accept(line);
    }

    private void furnish(Sealing sealing, DatabaseName name, Preparation preparation, String what, LongWork work)
            throws SQLException {
        String maintenance = registry.maintenanceRole();
        if (preparation.equals(Preparation.NONE)) {
            sealing.furnish(List.of(maintenance), inside -> Vacuum.all(inside, what, work), inside -> {});
            return;
        }
        sealing.furnish(
                List.of(maintenance, name.value()),
                inside -> {
                    runScripts(ScriptRole.make(registry, name, inside), preparation);
                    Vacuum.all(inside, what, work);
                },
                inside -> ScriptRole.of(registry, name, inside).drop());
    }

    private static void runScripts(ScriptRole role, Preparation preparation) throws SQLException {
        role.createExtensions(preparation.extensions());
        try {
            role.run(preparation.init());
        } catch (ScriptFailure e) {
            throw new SQLException(e.getMessage(), e);
        }
        role.giveBackDatabase();
    }
}
