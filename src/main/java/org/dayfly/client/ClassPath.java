package org.dayfly.client;

import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Files on the class path of the program that uses the library. */
final class ClassPath {
    private ClassPath() {}

    static @Nullable URL find(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        URL found = context == null ? null : context.getResource(name);
        return found == null ? ClassPath.class.getClassLoader().getResource(name) : found;
    }
}
