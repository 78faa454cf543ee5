package org.dayfly.junit;

import org.junit.jupiter.api.extension.ExtensionContext;

/** The name of a test, as people search for it. */
final class TestName {
    private TestName() {}

    /** The class and the method, with the display name where a method runs several times. */
    static String of(ExtensionContext test) {
        String type = test.getTestClass().map(Class::getSimpleName).orElse("");
        return test.getTestMethod()
                .map(method -> {
                    String name = type + "." + method.getName();
                    boolean isPlain = test.getDisplayName().startsWith(method.getName() + "(");
                    return isPlain ? name : name + " " + test.getDisplayName();
                })
                .orElse(type);
    }
}
