package org.dayfly.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void writesMembersOfEachType() {
        assertThat(Json.object(json -> json.put("text", "a")
                        .put("number", 7)
                        .put("truth", true)
                        .put("size", Optional.of(8L))
                        .put("none", Optional.empty())
                        .numbers("numbers", 1, 2)
                        .array("items", List.of("x", "y"), (its, each) -> its.put("is", each))
                        .array("empty", List.of(), (its, each) -> {})
                        .joined("joined", List.of("", "{}", "{},{}"))
                        .put("last", "z")))
                .isEqualTo(
                        "{\"text\":\"a\",\"number\":7,\"truth\":true,\"size\":8,\"numbers\":[1,2],"
                                + "\"items\":[{\"is\":\"x\"},{\"is\":\"y\"}],\"empty\":[],\"joined\":[{},{},{}],\"last\":\"z\"}");
    }

    /** Each character of Unicode's first plane comes back as it was, and none means anything on the way. */
    @Test
    void writesEachCharacterSoThatAReaderFindsIt() {
        StringBuilder all = new StringBuilder("😀");
        for (char each = 0; each < 0xd800; each++) {
            all.append(each);
        }
        String json = Json.object(its -> its.put("all", all.toString()));
        assertThat(json).doesNotContain("<", ">", "&", "\n", "\u001b", "\u0085", "\u2028", "\u202e", "\u200b");
        assertThat(ConfigFactory.parseString(json).getString("all")).isEqualTo(all.toString());
    }
}
