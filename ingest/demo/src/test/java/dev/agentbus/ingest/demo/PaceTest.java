package dev.agentbus.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void leavesThePastWhereItIsAndHurriesFromThenOn() {
        Pace fourfold = new Pace.Speed(4);

        assertThat(fourfold.momentOf(0, -60_000, START)).isEqualTo(new Moment(START.minusSeconds(60), 1));
        assertThat(fourfold.momentOf(9, 60_000, START)).isEqualTo(new Moment(START.plusSeconds(15), 4));
    }

    @Test
    void spreadsEventsEvenlyWhateverTheFleetsOwnTime() {
        Pace steady = new Pace.Rate(2_000, 100);

        assertThat(steady.momentOf(0, -60_000, START)).isEqualTo(new Moment(START, 20));
        assertThat(steady.momentOf(4_000, -59_999, START)).isEqualTo(new Moment(START.plusSeconds(2), 20));
    }

    @Test
    void shortensDurationsButNotToNothing() {
        Moment fast = new Moment(START, 20);

        assertThat(fast.spanMillis(1_000)).isEqualTo(50);
        assertThat(fast.spanMillis(3)).isEqualTo(1);
        assertThat(fast.before(1_000)).isEqualTo(START.minusMillis(50));
    }

    @Test
    void namesTheSpeedThatCannotBe() {
        assertThatThrownBy(() -> new Pace.Speed(0)).hasMessage("Cannot run demo: the speed must be above 0, got: 0.0");
        assertThatThrownBy(() -> new Pace.Rate(Double.NaN, 1))
                .hasMessage("Cannot run demo: the rate must be above 0, got: NaN");
    }
}
