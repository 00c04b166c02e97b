package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;

/// How events are handed to an [EventHandler].
///
/// @param concurrency events in hand at the same time, each of another key
/// @param asideEvents events that may wait in memory for a next attempt, or behind one that does;
///     beyond it their partitions pause. At most 1,000, so that their offsets fit beside the
///     committed position
public record HandlerSettings(RetryPolicy retry, int concurrency, int asideEvents) {
    public static final HandlerSettings DEFAULT = new HandlerSettings(RetryPolicy.DEFAULT, 16, 500);

    public HandlerSettings {
        if (concurrency < 1) {
            throw new Misconfigured("handler.concurrency must be at least 1, got: " + concurrency);
        }
        if (asideEvents < 1 || asideEvents > 1_000) {
            throw new Misconfigured("handler.aside-events must lie between 1 and 1000, got: " + asideEvents);
        }
    }

    public HandlerSettings withRetry(RetryPolicy policy) {
        return new HandlerSettings(policy, concurrency, asideEvents);
    }

    public HandlerSettings withConcurrency(int events) {
        return new HandlerSettings(retry, events, asideEvents);
    }

    public HandlerSettings withAsideEvents(int events) {
        return new HandlerSettings(retry, concurrency, events);
    }
}
