package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A test that needs no database. It passes where dayfly can't start, too. */
class ArithmeticTest {
    @Test
    void adds() {
        assertEquals(4, 2 + 2);
    }
}
