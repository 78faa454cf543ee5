package org.dayfly.cluster.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** An account of this machine, from {@code passwd(5)}. */
record PasswdEntry(String name, int uid, int gid) {
    /** The accounts that exist, without root: first the account with the uid, then the accounts with the names. */
    static Set<PasswdEntry> of(int uid, String... names) {
        List<PasswdEntry> all = all();
        Set<PasswdEntry> found = new LinkedHashSet<>();
        all.stream().filter(entry -> entry.uid == uid).forEach(found::add);
        for (String name : names) {
            all.stream().filter(entry -> entry.name.equals(name)).forEach(found::add);
        }
        found.removeIf(entry -> entry.uid == 0);
        return found;
    }

    private static List<PasswdEntry> all() {
        // ISO-8859-1 accepts any bytes. The encoding of people's names is unknown.
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields ->
                            fields.length >= 4 && fields[2].matches("\\d{1,9}") && fields[3].matches("\\d{1,9}"))
                    .map(fields -> new PasswdEntry(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    ServerAccount by(String how, String... prefix) {
        return new ServerAccount(name + " by " + how, uid, gid, List.of(prefix));
    }
}
