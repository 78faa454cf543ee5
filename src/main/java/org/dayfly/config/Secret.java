package org.dayfly.config;

/** A password that does not print itself, so that no log line or error can show it by accident. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
