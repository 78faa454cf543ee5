package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** A gigabyte passes the proxy unchanged in both directions, and the proxy buffers only a little of it. */
@ExtendWith(TestServer.class)
class LargeCopyTest {
    private static final int ROW = 1 << 11;
    private static final int ROWS = 1 << 19;

    /** A few chunks of the allocator; a session may hold some hundred kilobytes of them. */
    private static final long FLAT = 32 << 20;

    private final Cluster cluster;
    private final TestProxy proxy;

    LargeCopyTest(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TestProxy.before(cluster, "limits.size=0");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static CopyManager copy(Connection session) throws SQLException {
        return session.unwrap(PGConnection.class).getCopyAPI();
    }

    private static long held() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
    }

    /** The rows that the client sends, made one by one. */
    private static final class Rows extends InputStream {
        final CRC32C checksum = new CRC32C();
        private final byte[] row = new byte[ROW];
        private int made;

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int at, int length) {
            if (made == ROWS) {
                return -1;
            }
            Arrays.fill(row, (byte) ('a' + made % 26));
            byte[] number = String.valueOf(made++).getBytes(US_ASCII);
            System.arraycopy(number, 0, row, 0, number.length);
            row[ROW - 1] = '\n';
            checksum.update(row, 0, ROW);
            System.arraycopy(row, 0, into, at, ROW);
            return ROW;
        }
    }

    @Test
    void aGigabytePassesUnchangedInBothDirections() throws Exception {
        long before = held();
        Rows rows = new Rows();
        CRC32C received = new CRC32C();
        try (Connection session = proxy.connect("new")) {
            Sql.run(session, "CREATE UNLOGGED TABLE t (text text STORAGE PLAIN) WITH (autovacuum_enabled = off)");
            assertThat(copy(session).copyIn("COPY t FROM STDIN", rows, ROW)).isEqualTo(ROWS);
            CopyOut out = copy(session).copyOut("COPY t TO STDOUT");
            awaitBlocked(session);
            assertThat(held() - before).isLessThan(FLAT);
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                received.update(row);
            }
        }
        assertThat(received.getValue()).isEqualTo(rows.checksum.getValue());
        assertThat(held() - before).isLessThan(FLAT);
    }

    /** Waits until the server cannot send more, because its client does not read. */
    private void awaitBlocked(Connection session) throws Exception {
        int pid = session.unwrap(PGConnection.class).getBackendPID();
        try (Connection observer = cluster.connect("postgres")) {
            Eventually.sees(
                    "the server waits for its client",
                    "ClientWrite",
                    () -> Sql.ask(observer, "SELECT wait_event FROM pg_stat_activity WHERE pid = " + pid));
        }
    }
}
