package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {
    private static final PostgresSettings SETTINGS =
            PostgresSettings.of("jdbc:postgresql://localhost:5432/agentbus?sslpassword=hidden", "bus", "secret");

    @Test
    void hasDefaults() {
        assertThat(SETTINGS.poolSize()).isEqualTo(4);
        assertThat(SETTINGS.statementLimit()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void neverShowsItsSecrets() {
        assertThat(SETTINGS.toString()).doesNotContain("secret").doesNotContain("hidden");
    }

    @Test
    void namesTheSettingAndTheValue() {
        assertThatThrownBy(() -> PostgresSettings.of("mysql://x", "bus", ""))
                .isInstanceOf(Misconfigured.class)
                .hasMessage("postgres.url must start with jdbc:postgresql:, got: mysql://x");
        assertThatThrownBy(() -> SETTINGS.withPoolSize(0)).hasMessage("postgres.pool-size must be at least 1, got: 0");
        assertThatThrownBy(() -> SETTINGS.withStatementLimit(Duration.ZERO))
                .hasMessage("postgres.statement-limit must be at least PT1S, got: PT0S");
    }

    @Test
    void hidesTheLoginOfAWrongUrl() {
        assertThatThrownBy(() -> PostgresSettings.of("postgres://bus:secret@host/db", "bus", ""))
                .hasMessageNotContaining("secret");
    }
}
