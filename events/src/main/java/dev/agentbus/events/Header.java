package dev.agentbus.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One header of a log record. The value stays bytes: what we did not write ourselves is passed on
/// untouched.
public record Header(String name, byte[] value) {
    public static Header of(String name, String value) {
        return new Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /// The value as UTF-8; bytes that are none become U+FFFD.
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header header && name.equals(header.name) && Arrays.equals(value, header.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + "=" + text();
    }
}
