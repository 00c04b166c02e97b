package dev.agentbus.process.alert;

import dev.agentbus.events.codec.DecodedEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A condition on one field of an event; of several names the first one that has a value counts. Equal
/// to another that says the same, wherever the contract has its fields.
///
/// @param ordinals the fields' places in their contract
record Condition(List<String> fields, int[] ordinals, Check check) {
    /// What a value must be.
    sealed interface Check {
        record OneOf(List<String> words) implements Check {
            public OneOf {
                words = List.copyOf(words);
            }
        }

        record NoneOf(List<String> words) implements Check {
            public NoneOf {
                words = List.copyOf(words);
            }
        }

        record Above(double bound) implements Check {}

        record Below(double bound) implements Check {}

        record AtLeast(double bound) implements Check {}

        record AtMost(double bound) implements Check {}

        record Exists(boolean wanted) implements Check {}
    }

    boolean holds(DecodedEvent event) {
        Object value = valueOf(event);
        return switch (check) {
            case Check.OneOf(var words) -> value != null && isOne(words, value.toString());
            case Check.NoneOf(var words) -> value != null && !isOne(words, value.toString());
            case Check.Above(double bound) -> number(value) > bound;
            case Check.Below(double bound) -> number(value) < bound;
            case Check.AtLeast(double bound) -> number(value) >= bound;
            case Check.AtMost(double bound) -> number(value) <= bound;
            case Check.Exists(boolean wanted) -> (value != null) == wanted;
        };
    }

    private @Nullable Object valueOf(DecodedEvent event) {
        for (int ordinal : ordinals) {
            Object value = event.value(ordinal);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static boolean isOne(List<String> words, String text) {
        for (String word : words) {
            if (word.equalsIgnoreCase(text)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition same && fields.equals(same.fields) && check.equals(same.check);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields, check);
    }

    @Override
    public String toString() {
        return fields + " " + check;
    }

    /// NaN, which compares to nothing, for what is no number.
    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
