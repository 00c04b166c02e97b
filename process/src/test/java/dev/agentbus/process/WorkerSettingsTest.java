package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
    @Test
    void hasDefaults() {
        assertThat(WorkerSettings.DEFAULT)
                .isEqualTo(new WorkerSettings(
                        "db-writer-group",
                        new BatchLimits(100, 4 << 20, Duration.ofMillis(500)),
                        new BufferLimits(5_000, 8 << 20),
                        new RetryDelays(Duration.ofMillis(200), Duration.ofSeconds(2)),
                        Duration.ofSeconds(10),
                        0,
                        Optional.empty()));
    }

    @Test
    void namesTheSettingAndTheValue() {
        assertThatThrownBy(() -> WorkerSettings.ofGroup(" "))
                .isInstanceOf(Misconfigured.class)
                .hasMessage("worker.group must not be blank, got: ' '");
        assertThatThrownBy(() -> new BatchLimits(0, 1, Duration.ZERO))
                .hasMessage("worker.batch.events must be at least 1, got: 0");
        assertThatThrownBy(() -> new BufferLimits(1, 0)).hasMessage("worker.buffer.bytes must be at least 1, got: 0");
        assertThatThrownBy(() -> new RetryDelays(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("worker.retry.max-delay must be at least worker.retry.first-delay (PT2S), got: PT1S");
        assertThatThrownBy(() -> WorkerSettings.DEFAULT.withBuffer(new BufferLimits(50, 1)))
                .hasMessage("worker.buffer.events must be at least worker.batch.events (100), got: 50");
    }
}
