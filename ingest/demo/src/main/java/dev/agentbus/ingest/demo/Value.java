package dev.agentbus.ingest.demo;

import java.util.List;

/// One value of a [Doc].
sealed interface Value
        permits Value.Text, Value.Whole, Value.Fraction, Value.Flag, Value.Span, Value.Ago, Value.Items, Doc {
    record Text(String text) implements Value {}

    record Whole(long number) implements Value {}

    record Fraction(double number) implements Value {}

    record Flag(boolean flag) implements Value {}

    /// How long something took.
    record Span(long millis) implements Value {}

    /// How long before the event something happened.
    record Ago(long millis) implements Value {}

    record Items(List<? extends Value> items) implements Value {}
}
