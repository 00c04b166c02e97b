package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.groups.Standings;
import dev.agentbus.sink.redis.windows.MemoryMetricsStore;
import dev.agentbus.sink.redis.windows.WindowReader;
import dev.agentbus.sink.redis.windows.WindowSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowNewsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:03Z"), ZoneOffset.UTC);

    @Test
    void saysThatThereIsNoRedis() {
        assertThat(news(Optional.empty()).news())
                .isEqualTo("{\"sizes\":[\"5s\",\"1min\",\"5min\",\"1h\"],\"state\":\"off\"}");
    }

    @Test
    void saysThatNobodyCountsAndWhichWindowIsTheNewest() {
        MemoryMetricsStore store = new MemoryMetricsStore(CLOCK);

        String said = news(Optional.of(new WindowReader(store, Contracts.builtIn(), CLOCK)))
                .news();

        assertThat(said)
                .contains("\"newest\":\"2026-11-21T12:00:00Z\"", "\"counts\":[0,0,0,0,0,0,0,0,0,0,0,0,0]")
                .endsWith("\"state\":\"nobody\"}");
    }

    private static WindowNews news(Optional<WindowReader> reader) {
        Standings nobody = new Standings(Optional.of(CLOCK.instant()), Optional.empty(), List.of());
        return new WindowNews(WindowSettings.DEFAULT, reader, () -> nobody, CLOCK);
    }
}
