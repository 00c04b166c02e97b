package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.PermanentFailure;
import java.time.Instant;
import java.util.Optional;

/// Which windows to show, and what of them.
///
/// @param from the window it lies in is the first
/// @param to the window before it is the last
/// @param by also sums over the whole time, by one part of a series
public record WindowQuery(WindowSize size, Instant from, Instant to, Choice choice, Optional<Part> by) {
    /// An answer stays small, and so does the work for it.
    public static final int MAX_WINDOWS = 1_000;

    public WindowQuery {
        long windows = (to.toEpochMilli() - from.toEpochMilli()) / size.step();
        if (!from.isBefore(to) || windows > MAX_WINDOWS) {
            throw new PermanentFailure(
                    "Cannot show windows: from must be before to, by %d windows of %s at most, got: %s to %s"
                            .formatted(MAX_WINDOWS, size.label(), from, to));
        }
    }

    /// A part of a series.
    public enum Part {
        TOPIC("topic"),
        AGENT("agent"),
        ACTION_TYPE("actionType"),
        STRATEGY("strategy");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        /// As it stands in queries.
        public String word() {
            return word;
        }

        String of(Series series) {
            return switch (this) {
                case TOPIC -> series.topic();
                case AGENT -> series.agent();
                case ACTION_TYPE -> series.actionType();
                case STRATEGY -> series.strategy();
            };
        }
    }

    /// What is chosen; a part that is empty is any.
    public record Choice(
            Optional<String> topic, Optional<String> agent, Optional<String> actionType, Optional<String> strategy) {
        public static final Choice ALL =
                new Choice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        boolean isOfTopicsOnly() {
            return agent.isEmpty() && actionType.isEmpty() && strategy.isEmpty();
        }

        boolean takes(Series series) {
            return topic.orElse(series.topic()).equals(series.topic())
                    && agent.orElse(series.agent()).equals(series.agent())
                    && actionType.orElse(series.actionType()).equals(series.actionType())
                    && strategy.orElse(series.strategy()).equals(series.strategy());
        }
    }
}
