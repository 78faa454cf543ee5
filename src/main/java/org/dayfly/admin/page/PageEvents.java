package org.dayfly.admin.page;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.dayfly.placement.Placed;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.lease.Copied;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.Client;
import org.dayfly.session.SessionEvents;

/** Remembers hand-outs, drops and refusals for the page. Safe for use by any thread. */
public final class PageEvents implements SessionEvents {
    /** The most characters of a text, which may repeat what a client has sent. */
    private static final int MOST = 500;

    private final RecentEvents recent;
    private final Rates handOuts;
    private final Rates drops;
    private final Rates refusals;

    /** The names of servers in the settings, by the names that tell where the servers are. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** @param nanoTime a clock that runs on */
    public PageEvents(Clock clock, LongSupplier nanoTime) {
        this.recent = new RecentEvents(clock);
        this.handOuts = new Rates(nanoTime);
        this.drops = new Rates(nanoTime);
        this.refusals = new Rates(nanoTime);
    }

    /** Sessions that join a database are not among the hand-outs: a pool opens them by the dozen. */
    @Override
    public void handedOut(Client client, Placed placed, Duration waited) {
        Lease lease = placed.lease();
        lease.making().ifPresent(making -> {
            handOuts.add();
            recent.add(new RecentEvent.HandedOut(
                    names.getOrDefault(placed.server().name(), ""),
                    lease.name().value(),
                    lease.word(),
                    lease.key().map(Key::value),
                    lease.copied().map(Copied::source).map(Object::toString),
                    address(client),
                    making.warm(),
                    waited.toMillis()));
        });
    }

    @Override
    public void refused(Client client, String user, ClientError why) {
        refusals.add();
        recent.add(new RecentEvent.Refused(
                why.kind().name().toLowerCase(Locale.ROOT),
                why.sqlState(),
                cut(why.text()),
                Optional.ofNullable(why.hint()).map(PageEvents::cut),
                cut(user),
                address(client)));
    }

    private static Optional<String> address(Client client) {
        return client.address().map(InetAddress::getHostAddress);
    }

    private static String cut(String text) {
        return text.length() > MOST ? text.substring(0, MOST) + "…" : text;
    }

    @Override
    public void malformed() {}

    @Override
    public void canceled(Cancel outcome) {}

    /** The listener for one server. */
    public ServerEvents of(String server, String place) {
        names.put(place, server);
        return new ServerEvents() {
            @Override
            public void made(String kind, Duration taken) {}

            @Override
            public void dropped(Reclaimed database, Duration taken) {
                drops.add();
                recent.add(new RecentEvent.Dropped(
                        server,
                        database.name().value(),
                        database.kind().word(),
                        database.key().map(Key::value),
                        database.reason().code(),
                        database.age().toSeconds(),
                        taken.toMillis()));
            }
        };
    }

    /** The events with a greater id, as JSON. */
    public String after(long id) {
        return recent.after(id);
    }

    /** How many there were in each step of time. */
    void writeRates(Json json) {
        json.put("step", Rates.STEP.toSeconds())
                .numbers("handouts", handOuts.counts())
                .numbers("drops", drops.counts())
                .numbers("refusals", refusals.counts());
    }
}
