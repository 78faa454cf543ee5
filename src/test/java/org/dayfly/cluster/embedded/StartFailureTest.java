package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dayfly.cluster.ExtensionAdvice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only some messages prove that the data is damaged; every other failure is reported with a next step. */
class StartFailureTest {
    private static final String PREFIX = "2026-11-26 20:00:00.123 UTC [77] ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  incorrect checksum in control file",
                "PANIC:  could not read file \"global/pg_control\": read 0 of 296",
                "FATAL:  control file contains invalid checkpoint location",
                "PANIC:  could not locate a valid checkpoint record at 0/1750310",
                "PANIC:  could not find redo location 0/00175030 referenced by checkpoint record at 0/01750310",
                "PANIC:  invalid next transaction ID",
                "PANIC:  WAL contains references to invalid pages",
                "FATAL:  could not access status of transaction 0\n" + PREFIX
                        + "DETAIL:  Could not open file \"pg_xact/0000\": No such file or directory.",
                "FATAL:  could not access status of transaction 731\n" + PREFIX
                        + "DETAIL:  Could not read from file \"pg_xact/0000\" at offset 0: read too few bytes.",
            })
    void provesDamage(String message) {
        assertThat(failure(false, PREFIX + "LOG:  starting PostgreSQL 18.6\n" + PREFIX + message)
                        .provesDamage())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FATAL:  some message of a version to come",
                "FATAL:  data directory \"/data\" has invalid permissions",
                "FATAL:  data directory \"/data\" has wrong ownership",
                "FATAL:  maximum number of prepared transactions reached",
                "FATAL:  could not open directory \"pg_notify\": No such file or directory",
                "FATAL:  could not open file \"global/pg_filenode.map\": No such file or directory",
                "PANIC:  could not open file \"pg_wal/000000010000000000000001\": Permission denied",
                "FATAL:  could not access status of transaction 0\n" + PREFIX
                        + "DETAIL:  Could not open file \"pg_xact/0000\": Permission denied.",
                "FATAL:  could not find redo location 0/175030 referenced by checkpoint record at 0/1750310",
                "FATAL:  could not locate required checkpoint record at 0/1750310",
                "LOG:  invalid magic number 0000 in WAL segment 000000010000000000000001",
                "FATAL:  database files are incompatible with server",
                "FATAL:  required WAL directory \"pg_wal\" does not exist",
                "FATAL:  could not create any Unix-domain sockets",
                "FATAL:  lock file \"postmaster.pid\" already exists",
                "FATAL:  could not write lock file \"postmaster.pid\": No space left on device",
                "FATAL:  could not create lock file \"postmaster.pid\": Read-only file system",
                "PANIC:  could not read file \"global/pg_control\": Input/output error",
                "LOG:  startup process (PID 7) was terminated by signal 11: Segmentation fault",
                "LOG:  database \"FATAL:  incorrect checksum in control file\" is recovered",
            })
    void provesNoDamage(String message) {
        StartFailure failure = failure(false, message.isEmpty() ? "" : PREFIX + message);
        assertThat(failure.provesDamage()).isFalse();
        assertThat(failure).hasMessageMatching("PostgreSQL did not start \\(.+\\); .+; its log is /state/server.log");
    }

    @Test
    void provesNoDamageIfTheServerIsOnlySlow() {
        StartFailure slow = failure(true, PREFIX + "PANIC:  could not locate a valid checkpoint record at 0/1");
        assertThat(slow.provesDamage()).isFalse();
        assertThat(slow).hasMessageContaining("in time");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_prepared_transactions | FATAL:  maximum number of prepared transactions reached~HINT:  Increase "max_prepared_transactions" (currently 0).
            work_mem | LOG:  invalid value for parameter "work_mem": "much"~FATAL:  configuration file "/data/dayfly.conf" contains errors
            nonsense | LOG:  unrecognized configuration parameter "nonsense" in file "/data/dayfly.conf" line 3
            max_wal_senders | FATAL:  WAL streaming ("max_wal_senders" > 0) requires "wal_level" to be "replica" or "logical"
            wal_level | FATAL:  logical replication slot "s" exists, but "wal_level" < "logical"~HINT:  Change "wal_level" to be "logical" or higher.
            max_replication_slots | PANIC:  too many replication slots active before shutdown~HINT:  Increase "max_replication_slots" and try again.
            shared_buffers | FATAL:  could not map anonymous shared memory: Cannot allocate memory~HINT:  reduce the request, perhaps by reducing "shared_buffers" or "max_connections".
            shared_preload_libraries | FATAL:  could not access file "nowhere": No such file or directory
            """)
    void namesTheSettingThatKeepsTheServerFromStarting(String setting, String log) {
        assertThat(failure(false, PREFIX + log.replace("~", "\n" + PREFIX)))
                .hasMessageContaining("correct embedded.settings." + setting)
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void namesThePackageOfALibraryThatIsMissing() {
        assertThat(failure(false, PREFIX + "FATAL:  could not access file \"pg_cron\": No such file or directory"))
                .hasMessageContaining("; install the library (Debian package postgresql-15-cron), or correct embedded");
    }

    private static StartFailure failure(boolean timedOut, String log) {
        return new StartFailure(
                timedOut,
                log,
                Path.of("/state/server.log"),
                new ExtensionAdvice(ExtensionAdvice.Source.INSTALLATION, 15));
    }
}
