package dev.agentbus.ingest.skills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SkillInboxSettingsTest {
    private static final Path FOLDER = Path.of("skills");

    @Test
    void pinsItsDefaults() {
        assertThat(SkillInboxSettings.of(FOLDER))
                .isEqualTo(
                        new SkillInboxSettings(FOLDER, Duration.ofMillis(500), Duration.ofSeconds(10), 4 << 20, 1_000));
    }

    @Test
    void namesTheSettingAndTheValueThatIsWrong() {
        assertThatThrownBy(() -> new SkillInboxSettings(FOLDER, Duration.ZERO, Duration.ofSeconds(1), 1, 1))
                .hasMessage("skills.rescan-every must be longer than zero, got: PT0S");
        assertThatThrownBy(() -> new SkillInboxSettings(FOLDER, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0))
                .hasMessage("skills.max-in-flight must be at least 1, got: 0");
    }
}
