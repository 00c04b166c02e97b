package dev.agentbus.process.alert;

import dev.agentbus.events.EventId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values of a rule's `per` fields, in the rule's order.
public record AlertKey(List<String> values) implements Comparable<AlertKey> {
    /// Of a rule that looks at all events together.
    static final AlertKey ALL = new AlertKey(List.of());
    /// A longer value is cut; what was cut away goes in as a hash, so that different values differ.
    private static final int MAX_CHARACTERS = 120;

    public AlertKey {
        values = List.copyOf(values);
    }

    /// @param text of one value
    static String shortened(String text) {
        return text.length() <= MAX_CHARACTERS
                ? text
                : text.substring(0, MAX_CHARACTERS - 37) + "#" + EventId.named(text);
    }

    Map<String, String> named(List<String> fields) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(fields.get(i), values.get(i));
        }
        return named;
    }

    /// The values of some of the fields.
    AlertKey project(List<String> fields, List<String> wanted) {
        List<String> some = new ArrayList<>(wanted.size());
        wanted.forEach(field -> some.add(values.get(fields.indexOf(field))));
        return new AlertKey(some);
    }

    /// Every value with its length before it, so that no two keys look the same.
    String text() {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append(value.length()).append(':').append(value));
        return text.toString();
    }

    @Override
    public int compareTo(AlertKey other) {
        return text().compareTo(other.text());
    }
}
