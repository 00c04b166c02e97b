package dev.agentbus.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpIngestSettingsTest {
    @Test
    void pinsItsDefaults() {
        assertThat(HttpIngestSettings.DEFAULT)
                .isEqualTo(new HttpIngestSettings(
                        20 << 20, 20 << 20, 20_000, Duration.ofSeconds(30), Duration.ofSeconds(1), 16 << 20));
    }

    @Test
    void namesTheSettingAndTheValueThatIsWrong() {
        assertThatThrownBy(() -> new HttpIngestSettings(0, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0))
                .hasMessage("ingest.http.max-body-bytes must be at least 1, got: 0");
        assertThatThrownBy(() -> new HttpIngestSettings(1, 1, 1, Duration.ZERO, Duration.ofSeconds(1), 0))
                .hasMessage("ingest.http.receipt-timeout must be longer than zero, got: PT0S");
        assertThatThrownBy(() -> new HttpIngestSettings(1, 1, 1, Duration.ofSeconds(1), Duration.ofMillis(1), 0))
                .hasMessage("ingest.http.retry-after must be at least PT1S, got: PT0.001S");
    }
}
