package dev.agentbus.events;

import java.util.regex.Pattern;

/// The name of a topic, by Kafka's rules: 1 to 249 of `a-z A-Z 0-9 . _ -`, and neither `.` nor
/// `..`.
public record TopicName(String value) implements Comparable<TopicName> {
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    public TopicName {
        if (!LEGAL.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw new PermanentFailure(
                    "Cannot use topic name: it must be 1 to 249 letters, digits, dots, underscores or hyphens, got: "
                            + value);
        }
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
