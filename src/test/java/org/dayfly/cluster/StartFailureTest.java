package org.dayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes by itself, or lies with the machine or the operator, never counts against the data. */
class StartFailureTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  could not create any Unix-domain sockets",
                "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use",
                "FATAL:  lock file \"postmaster.pid\" already exists",
                "FATAL:  pre-existing shared memory block (key 5, ID 6) is still in use",
                "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
                "FATAL:  could not write lock file \"postmaster.pid\": No space left on device",
                "PANIC:  could not write to file \"pg_wal/xlogtemp.29\": Disk quota exceeded",
                "FATAL:  could not open file \"base/1/1259\": Too many open files",
                "FATAL:  could not open file \"PG_VERSION\": Permission denied",
                "LOG:  startup process (PID 7) was terminated by signal 9: Killed",
                "FATAL:  configuration file \"dayfly.conf\" contains errors",
                "FATAL:  the database system is being shut down",
            })
    void isNotDamage(String log) {
        assertThat(new StartFailure(false, log).maybeDamage()).isFalse();
    }

    @Test
    void isNotDamageWhereTheServerIsOnlySlow() {
        assertThat(new StartFailure(true, "LOG:  redo in progress").maybeDamage())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  incorrect checksum in control file",
                "PANIC:  could not locate a valid checkpoint record at 0/1750310",
                "FATAL:  could not open file \"global/pg_filenode.map\": No such file or directory",
                "",
            })
    void maybeDamage(String log) {
        assertThat(new StartFailure(false, log).maybeDamage()).isTrue();
    }
}
