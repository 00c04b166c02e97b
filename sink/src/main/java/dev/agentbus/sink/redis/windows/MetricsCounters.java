package dev.agentbus.sink.redis.windows;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What became of events beside being counted in time, as meters `agentbus_windows_*`. Safe for any
/// thread.
public final class MetricsCounters {
    private final Counter late;
    private final Counter repeated;
    private final Counter outOfRange;
    private final Counter unreadable;

    public MetricsCounters(MeterRegistry meters) {
        this.late = counter(meters, "late", "Events counted in a window that was closed");
        this.repeated = counter(meters, "repeated", "Events left out, their id having come before");
        this.outOfRange = counter(meters, "out_of_range", "Events too old for any window, or too far ahead");
        this.unreadable = counter(meters, "unreadable", "Records that are no events");
    }

    private static Counter counter(MeterRegistry meters, String name, String meaning) {
        return Counter.builder("agentbus_windows_" + name).description(meaning).register(meters);
    }

    void counted(Fold fold, int notEvents) {
        late.increment(fold.late());
        repeated.increment(fold.repeated());
        outOfRange.increment(fold.outOfRange());
        unreadable.increment(notEvents);
    }
}
