package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key carries the tag of its server in a fixed form, and gives back the server's own key. */
final class CancelKeyTest {
    private static CancelKey key(String text) {
        return CancelKey.decode(Unpooled.wrappedBuffer(text.getBytes(ISO_8859_1)));
    }

    private static String text(CancelKey key) {
        ByteBuf bytes = Unpooled.buffer();
        key.encode(bytes);
        return bytes.toString(ISO_8859_1);
    }

    @Test
    void theTagIsBetweenDayflyAndTheServersOwnKey() {
        assertThat(text(key("\0\1\2\377").tagged("abcdef")))
                .isEqualTo(
                        "dayfly_" // 0: says that a tag follows
                                + "abcdef" // 7: the tag
                                + "\0\1\2\377"); // 13: the server's own key
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 32, 243})
    void aTaggedKeyGivesBackItsTagAndTheServersOwnKey(int length) {
        CancelKey own = key("k".repeat(length));
        CancelKey tagged = key(text(own.tagged("ponmlk")));
        assertThat(tagged).isNotEqualTo(own);
        assertThat(tagged.tag()).hasValue("ponmlk");
        assertThat(tagged.untagged()).isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(ints = {244, 256})
    void aKeyThatIsTooLongForATagStaysAsItIs(int length) {
        CancelKey own = key("k".repeat(length));
        assertThat(own.tagged("abcdef")).isEqualTo(own);
        assertThat(own.tag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dayf", "dayfly_", "dayfly_abcdef", "dayfly_abcdefkey", "Dayfly_abcdef1234", "dayfly-abcdef1234"
            })
    void aKeyOfAnotherFormHasNoTag(String text) {
        CancelKey own = key(text);
        assertThat(own.tag()).isEmpty();
        assertThat(own.untagged()).isEqualTo(own);
    }

    /** The server may be a dayfly too. */
    @Test
    void aKeyMayCarryTheTagOfAnotherDayflyBehindThisDayfly() {
        CancelKey behind = key("1234").tagged("aaaaaa");
        CancelKey tagged = behind.tagged("bbbbbb");
        assertThat(tagged.tag()).hasValue("bbbbbb");
        assertThat(tagged.untagged()).isEqualTo(behind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcde", "abcdefg"})
    void aTagHasSixCharacters(String tag) {
        assertThatIllegalArgumentException().isThrownBy(() -> key("1234").tagged(tag));
    }
}
