package org.dayfly.junit;

import java.lang.reflect.Constructor;

/** Makes the schema objects that annotations name. */
final class SchemaInstances {
    private SchemaInstances() {}

    /** @throws IllegalArgumentException if the class has no constructor without parameters */
    static DatabaseSchema of(Class<? extends DatabaseSchema> type) throws ReflectiveOperationException {
        try {
            Constructor<? extends DatabaseSchema> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    type.getName() + " needs a constructor without parameters, and must be static if it is nested", e);
        }
    }
}
