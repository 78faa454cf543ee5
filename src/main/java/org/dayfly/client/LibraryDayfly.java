package org.dayfly.client;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.dayfly.background.BackgroundDayfly;
import org.dayfly.background.BackgroundException;
import org.dayfly.background.PostgresJar;
import org.dayfly.background.ProgramSource;
import org.dayfly.background.Wanted;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.MachineException;

/** The dayfly that the program uses: one that runs, or one that the library starts in the background. */
public final class LibraryDayfly {
    /** The dayfly of this program. The class path is read once. */
    private static final LibraryDayfly HERE =
            new LibraryDayfly(LibrarySettings.read(), UnpackedProgram.find(), PostgresOnClassPath.find());

    private final LibrarySettings settings;
    private final ProgramSource program;
    private final Optional<PostgresJar> postgres;
    private final RecentFailures failures = new RecentFailures(System::nanoTime);

    /** The dayflys in the background that were found to fit. */
    private final ConcurrentMap<HostPort, ProcessHandle> ours = new ConcurrentHashMap<>();

    /** Where a dayfly listened that somebody else started. */
    private final Set<HostPort> greeted = ConcurrentHashMap.newKeySet();

    private LibraryDayfly(LibrarySettings settings, ProgramSource program, Optional<PostgresJar> postgres) {
        this.settings = settings;
        this.program = program;
        this.postgres = postgres;
    }

    public static LibraryDayfly here() {
        return HERE;
    }

    /** Whether the settings let JUnit's listener find or start a dayfly. */
    public boolean isAutostart() {
        return settings.isAutostart();
    }

    /**
     * Finds dayfly at the host and the port of the settings, or starts one on this machine. Returns where it listens.
     *
     * @throws MachineException if dayfly does not start, or another program has the port; the message is for the user
     */
    public HostPort ensure() {
        HostPort place = settings.place();
        return failures.look(place, () -> {
            boolean isOurs = place.isLoopback() && isFound(place);
            if (!isOurs && !greeted.contains(place)) {
                greet(place);
            }
            return place;
        });
    }

    private void greet(HostPort place) {
        if (!Greeting.of(place).mayBeDayfly()) {
            throw new BackgroundException(
                    place.isLoopback()
                            ? "the program that listens at " + place + " is not dayfly; stop it, or choose another"
                                    + " port for dayfly: -D" + LibrarySettings.PORT + "=PORT, with the same port in"
                                    + " the URL, and -D" + LibrarySettings.DIRECTORY + "=FOLDER if another dayfly runs"
                            : "no dayfly answers at " + place + "; start it there, or change -D"
                                    + LibrarySettings.HOST);
        }
        greeted.add(place);
    }

    /**
     * Finds a program that listens at a port of this machine, or starts dayfly there.
     *
     * @throws MachineException if dayfly does not start
     */
    void ensure(int port) {
        HostPort place = new HostPort("127.0.0.1", port);
        failures.look(place, () -> isFound(place));
    }

    /** Finds or starts a dayfly on this machine. Returns whether it was started in the background by this user. */
    private boolean isFound(HostPort place) {
        try {
            BackgroundDayfly dayfly = new BackgroundDayfly(place, settings.state());
            ProcessHandle known = ours.get(place);
            if (known != null && known.isAlive() && dayfly.answers()) {
                return true;
            }
            dayfly.ensure(new Wanted(program, settings.options(place), postgres));
            Optional<ProcessHandle> found = dayfly.ours();
            found.ifPresent(process -> ours.put(place, process));
            return found.isPresent();
        } catch (MachineException e) {
            throw new BackgroundException(LibrarySettings.named(String.valueOf(e.getMessage())), e);
        }
    }
}
