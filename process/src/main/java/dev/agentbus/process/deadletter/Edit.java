package dev.agentbus.process.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a person put in place of a letter's key or value; null keeps the original.
public record Edit(byte @Nullable [] key, byte @Nullable [] value, Instant at) {
    // Not compact: the compiler drops the annotations of a compact constructor's parameters from the class file.
    public Edit(byte @Nullable [] key, byte @Nullable [] value, Instant at) {
        this.key = key;
        this.value = value;
        this.at = at;
    }
}
