package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.log.CommittedPosition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant TIME = Instant.parse("2026-11-21T06:00:00.123Z");

    @Test
    void comesBackFromItsNoteAsItWas() {
        Progress progress = new Progress(
                1_000_000,
                1_000_400,
                List.of(
                        new Progress.Open(1_000_000, 3, TIME, TIME.plusSeconds(4), TIME.plusSeconds(60)),
                        Progress.Open.untried(1_000_007),
                        Progress.Open.untried(1_000_399)));

        assertThat(Progress.of(new CommittedPosition(1_000_000, progress.note())))
                .isEqualTo(progress);
    }

    @Test
    void needsNoNoteWhenEverythingBeforeThePositionIsDone() {
        assertThat(Progress.at(5).note()).isEmpty();
    }

    @Test
    void goesOnFromThePositionWhenTheNoteIsSomebodyElses() {
        assertThat(Progress.of(new CommittedPosition(5, "leader=consumer-1"))).isEqualTo(Progress.at(5));
        assertThat(Progress.of(new CommittedPosition(5, "1 zz"))).isEqualTo(Progress.at(5));
        assertThat(Progress.of(new CommittedPosition(5, "1 a x:!:y"))).isEqualTo(Progress.at(5));
    }
}
