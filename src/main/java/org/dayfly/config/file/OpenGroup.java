package org.dayfly.config.file;

import com.typesafe.config.ConfigValue;
import java.util.List;

/** A group in which operators choose names, so that the defaults can't list its keys. */
interface OpenGroup {
    /** The group's own key. */
    String key();

    /** What a key in it looks like, for one who named the group alone. */
    String sample();

    /**
     * The path, for the library, of a key as it is written after --set.
     *
     * @param origin where it was written, for an error
     * @param rest what follows the group's key
     */
    String path(String origin, String rest);

    /**
     * The path of the key that a variable stands for.
     *
     * @param rest what follows the group's own variable
     */
    String pathOfVariable(String variable, String rest);

    /** Keys in it that somebody may have meant by one that is in no group. */
    List<String> near(String key);

    /** The group as a file has it: its keys are checked, its names as dayfly knows them. */
    ConfigValue checked(ConfigValue group);
}
