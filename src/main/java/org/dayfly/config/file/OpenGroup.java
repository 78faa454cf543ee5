package org.dayfly.config.file;

import com.typesafe.config.ConfigValue;
import java.util.List;

/** A group in which operators choose the names. So the defaults can't list the group's keys. */
interface OpenGroup {
    /** The group's own key. */
    String key();

    /** An example of a key in the group, for an error about the group's key alone. */
    String sample();

    /**
     * The library's path for a key that was given with --set.
     *
     * @param origin the place where the key was written, for an error
     * @param rest the text after the group's key
     */
    String path(String origin, String rest);

    /**
     * The library's path for the key of an environment variable.
     *
     * @param rest the text after the group's own variable
     */
    String pathOfVariable(String variable, String rest);

    /** Keys of this group that the operator may have meant with an unknown key. */
    List<String> near(String key);

    /** Checks the keys of the group in a file, and returns the group with names in dayfly's spelling. */
    ConfigValue checked(ConfigValue group);
}
