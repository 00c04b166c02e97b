package dev.agentbus.sink.redis.windows;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

class MemoryMetricsTest extends MetricsContract {
    private @Nullable MemoryMetricsStore memory;

    @Override
    MetricsStore emptyStore(StoreLimits limits) {
        memory = new MemoryMetricsStore(limits, clock);
        return memory;
    }

    private MemoryMetricsStore memory() {
        return Objects.requireNonNull(memory);
    }

    @Override
    void evict(WindowId window) {
        memory().evict(window);
    }

    @Override
    Map<String, String> shownFigures() {
        return memory().shown();
    }

    @Override
    int rounds() {
        return 100;
    }
}
