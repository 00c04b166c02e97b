package dev.agentbus.events.codec;

import dev.agentbus.events.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Key, value and headers of a log record, byte for byte. Not to be changed.
public record RawRecord(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    // Not compact: the compiler drops the annotations of a compact constructor's parameters from the class file.
    public RawRecord(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
    }
}
