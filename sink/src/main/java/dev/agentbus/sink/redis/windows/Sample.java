package dev.agentbus.sink.redis.windows;

import dev.agentbus.log.LogPartition;

/// What is counted of one event.
///
/// @param id names event and topic, in 11 characters
/// @param timeMillis the time whose windows it belongs to
/// @param total the field of its topic
/// @param series the field of its series
/// @param durationMillis negative when it has none
/// @param confidence NaN when it has none
record Sample(
        LogPartition partition,
        long offset,
        String id,
        long timeMillis,
        String total,
        String series,
        Outcome outcome,
        long durationMillis,
        double confidence,
        Cache cache) {
    enum Outcome {
        SUCCESS,
        ERROR,
        UNSAID
    }

    enum Cache {
        HIT,
        MISS,
        UNSAID
    }

    /// Where it stands; its topic is part of the id.
    Mention mention() {
        return new Mention(id, partition.number() + ":" + offset);
    }
}
