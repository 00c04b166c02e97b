package dev.agentbus.process.deadletter;

import dev.agentbus.events.Header;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The record that was given up, byte for byte, without the headers of its failure.
///
/// @param leftInLogBytes how large the value is that was left where it stood, because no letter
///     could hold it; 0 when only its place is known
public record Original(
        byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, OptionalLong leftInLogBytes) {
    // Not compact: the compiler drops the annotations of a compact constructor's parameters from the class file.
    public Original(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, OptionalLong leftInLogBytes) {
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.leftInLogBytes = leftInLogBytes;
    }
}
