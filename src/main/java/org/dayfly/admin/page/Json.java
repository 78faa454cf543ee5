package org.dayfly.admin.page;

import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes JSON. Each answer of the page goes through this class, and a list of databases is long, so that the values are
 * written at once, without a tree of objects.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, section 7</a>
 */
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    private Json() {}

    /** An object with these members. */
    public static String object(Consumer<Json> members) {
        Json json = new Json();
        json.element(members);
        return json.text.toString();
    }

    /** Objects with commas between, without the brackets of an array. */
    static <T> String elements(Collection<T> items, BiConsumer<Json, T> members) {
        Json json = new Json();
        items.forEach(item -> json.element(its -> members.accept(its, item)));
        return json.text.toString();
    }

    private void element(Consumer<Json> members) {
        comma();
        text.append('{');
        first = true;
        members.accept(this);
        text.append('}');
        first = false;
    }

    private void comma() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private StringBuilder name(String name) {
        comma();
        quote(name);
        return text.append(':');
    }

    public Json put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    Json put(String name, long value) {
        name(name).append(value);
        return this;
    }

    Json put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** Writes a text, or a number; nothing if there is none. */
    public Json put(String name, Optional<?> value) {
        value.ifPresent(its -> {
            if (its instanceof Number number) {
                put(name, number.longValue());
            } else {
                put(name, its.toString());
            }
        });
        return this;
    }

    /** An array of objects. */
    <T> Json array(String name, Collection<T> items, BiConsumer<Json, T> members) {
        name(name).append('[');
        first = true;
        items.forEach(item -> element(its -> members.accept(its, item)));
        text.append(']');
        first = false;
        return this;
    }

    /** An array of objects that are written already, each part without its brackets. */
    Json joined(String name, Collection<String> parts) {
        name(name).append('[');
        first = true;
        parts.stream().filter(part -> !part.isEmpty()).forEach(part -> {
            comma();
            text.append(part);
        });
        text.append(']');
        first = false;
        return this;
    }

    /** An array of numbers. */
    Json numbers(String name, long... values) {
        name(name).append('[');
        first = true;
        for (long value : values) {
            comma();
            text.append(value);
        }
        text.append(']');
        first = false;
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int index = 0; index < value.length(); index++) {
            char each = value.charAt(index);
            if (each == '"' || each == '\\') {
                text.append('\\').append(each);
            } else if (isPlain(each)) {
                text.append(each);
            } else {
                text.append("\\u")
                        .append(HEX.charAt(each >> 12))
                        .append(HEX.charAt(each >> 8 & 15))
                        .append(HEX.charAt(each >> 4 & 15))
                        .append(HEX.charAt(each & 15));
            }
        }
        text.append('"');
    }

    /** Whether a character means nothing to a terminal, a script or a browser that takes JSON for HTML. */
    private static boolean isPlain(char each) {
        return switch (Character.getType(each)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> each != '<' && each != '>' && each != '&';
        };
    }
}
