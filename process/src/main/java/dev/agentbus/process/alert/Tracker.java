package dev.agentbus.process.alert;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What one rule remembers. Told of events in the order of their time, and of time passing. One thread.
sealed interface Tracker permits WindowTracker, AbsenceTracker, MissingTracker, SequenceTracker {
    /// Combinations of values that one rule watches at the same time; further ones are left out, so that
    /// a field with endless values does not use up the memory.
    int MAX_KEYS = 50_000;

    /// @param sighting not before anything told so far
    /// @return false when there are too many keys
    boolean see(Sighting sighting, Sighting.Part part);

    /// Time has come to `to`: everything before it is known.
    void advance(long to, Consumer<Change> changes);

    /// Ends all alerts: the rule does not exist any more.
    void abandon(long at, Consumer<Change> changes);

    int keys();

    /// Tells those keys whose condition holds, but not for long enough yet, and since when in
    /// milliseconds. Only windows wait.
    default void pending(BiConsumer<AlertKey, Long> each) {}

    /// Tells what has changed since [#kept()].
    void changes(KeyChange.Taker taker);

    /// What has changed is kept now.
    void kept();

    /// @param state what [#changes] told of the key
    void restore(AlertKey key, JsonNode state);

    static Tracker of(Rule rule) {
        return switch (rule) {
            case Rule.Count count -> new WindowTracker(rule, count.window(), WindowTracker.Measure.of(count));
            case Rule.Rate rate -> new WindowTracker(rule, rate.window(), WindowTracker.Measure.of(rate));
            case Rule.Ratio ratio -> new WindowTracker(rule, ratio.window(), WindowTracker.Measure.of(ratio));
            case Rule.Absence absence -> new AbsenceTracker(absence);
            case Rule.Sequence sequence when sequence.second().isEmpty() -> new MissingTracker(sequence);
            case Rule.Sequence sequence -> new SequenceTracker(sequence);
        };
    }
}
