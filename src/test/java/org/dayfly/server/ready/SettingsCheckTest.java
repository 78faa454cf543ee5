package org.dayfly.server.ready;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.KnownBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The versions of the settings are asked for only if somebody may have committed something. */
final class SettingsCheckTest {
    private static final String VERSIONS = "5 700 10 t -1 {}";

    private final SettingsCheck check = new SettingsCheck();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final BackendSession session = KnownBackend.listening(channel, "900:900: " + VERSIONS);

    @AfterEach
    void close() {
        session.close();
        channel.finishAndReleaseAll();
    }

    private CompletableFuture<Boolean> asksForVersions(String answer) {
        CompletableFuture<Boolean> asked = check.isCurrent(session);
        answersVersions(answer);
        return asked;
    }

    private void answersVersions(String answer) {
        assertThat(sent()).contains("pg_db_role_setting");
        says(answer);
    }

    private CompletableFuture<Boolean> asksForTheSnapshot(String answer) {
        CompletableFuture<Boolean> asked = check.isCurrent(session);
        assertThat(sent()).contains("pg_current_snapshot").doesNotContain("pg_db_role_setting");
        says(answer + " ");
        return asked;
    }

    private String sent() {
        ByteBuf sent = channel.readOutbound();
        try {
            return sent.toString(US_ASCII);
        } finally {
            sent.release();
        }
    }

    private void says(String value) {
        ByteBuf answer = Unpooled.buffer();
        tag(answer, "BEGIN");
        answer.writeByte('D').writeInt(10 + value.length()).writeShort(1).writeInt(value.length());
        answer.writeCharSequence(value, US_ASCII);
        tag(answer, "SELECT 1");
        tag(answer, "COMMIT");
        channel.writeInbound(answer.writeByte('Z').writeInt(5).writeByte('I'));
    }

    private static void tag(ByteBuf answer, String tag) {
        answer.writeByte('C').writeInt(5 + tag.length()).writeCharSequence(tag, US_ASCII);
        answer.writeByte(0);
    }

    private void isQuiet() {
        assertThat(asksForVersions("900:900: " + VERSIONS)).isCompletedWithValue(true);
        assertThat(asksForVersions("900:900: " + VERSIONS)).isCompletedWithValue(true);
    }

    @Test
    void theSnapshotIsEnoughWhileItStays() {
        isQuiet();
        assertThat(asksForTheSnapshot("900:900:")).isCompletedWithValue(true);
        assertThat(asksForTheSnapshot("900:900:")).isCompletedWithValue(true);
    }

    @Test
    void anotherSnapshotMakesItAskForTheVersionsToo() {
        isQuiet();
        CompletableFuture<Boolean> asked = asksForTheSnapshot("900:901:");
        assertThat(asked).isNotDone();
        answersVersions("900:901: " + VERSIONS);
        assertThat(asked).isCompletedWithValue(true);
    }

    @Test
    void aTransactionThatEndsIsNoticed() {
        assertThat(asksForVersions("900:905:900,902 " + VERSIONS)).isCompletedWithValue(true);
        assertThat(asksForVersions("900:905:900,902 " + VERSIONS)).isCompletedWithValue(true);
        CompletableFuture<Boolean> asked = asksForTheSnapshot("902:905:902");
        answersVersions("902:905:902 5 900 10 t -1 {}");
        assertThat(asked).isCompletedWithValue(false);
    }

    @Test
    void whereOthersWriteTheVersionsAreAskedForAtOnce() {
        isQuiet();
        assertThat(asksForVersionsAfter("900:901:")).isCompletedWithValue(true);
        assertThat(asksForVersions("902:902: " + VERSIONS)).isCompletedWithValue(true);
        assertThat(asksForVersions("903:903: " + VERSIONS)).isCompletedWithValue(true);
        assertThat(asksForVersions("904:904: 5 903 10 t -1 {}")).isCompletedWithValue(false);
    }

    private CompletableFuture<Boolean> asksForVersionsAfter(String snapshot) {
        CompletableFuture<Boolean> asked = asksForTheSnapshot(snapshot);
        answersVersions(snapshot + " " + VERSIONS);
        return asked;
    }

    @Test
    void theSnapshotProvesNothingAboutASessionWithOtherVersions() {
        isQuiet();
        EmbeddedChannel other = new EmbeddedChannel();
        BackendSession older = KnownBackend.listening(other, "880:880: 5 600 10 t -1 {}");
        check.isCurrent(older);
        ByteBuf sent = other.readOutbound();
        assertThat(sent.toString(US_ASCII)).contains("pg_db_role_setting");
        sent.release();
        older.close();
        other.finishAndReleaseAll();
    }
}
