package dev.agentbus.process.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Times are seconds; the wall clock stands in the far future of a day of the past, or beside it.
class WatermarkTest {
    private static final LogPartition A = new LogPartition(new TopicName("agent-actions"), 0);
    private static final LogPartition B = new LogPartition(new TopicName("agent-actions"), 1);
    private static final long LONG_AGO = 100_000;

    private final Watermark watermark = new Watermark(Duration.ofSeconds(10));

    private void read(LogPartition partition, long next, long second, long wall) {
        watermark.saw(partition, second * 1_000);
        watermark.reached(partition, next, wall * 1_000);
    }

    private long look(long endOfA, long endOfB, long wall) {
        return watermark.look(Map.of(A, endOfA, B, endOfB), wall * 1_000) / 1_000;
    }

    @Test
    void waitsForThePartitionThatIsBehind() {
        read(A, 50, 900, LONG_AGO);
        read(B, 1, 100, LONG_AGO);

        assertThat(look(50, 60, LONG_AGO)).isNegative();
        assertThat(look(50, 60, LONG_AGO + 20)).isEqualTo(90);
    }

    @Test
    void letsEventsAloneDriveADayOfThePast() {
        read(A, 50, 900, LONG_AGO);
        read(B, 60, 800, LONG_AGO);

        look(50, 60, LONG_AGO);
        assertThat(look(50, 60, LONG_AGO + 10)).isEqualTo(900);
        assertThat(look(50, 60, LONG_AGO + 5_000)).isEqualTo(900);
    }

    @Test
    void letsTheWallClockCloseQuietWindowsOfThePresent() {
        read(A, 50, 1_000, 1_001);
        read(B, 60, 990, 1_001);

        look(50, 60, 1_001);
        look(50, 60, 1_100);
        assertThat(look(50, 60, 1_110)).isEqualTo(1_100);
    }

    @Test
    void neverGoesBack() {
        read(A, 50, 900, LONG_AGO);
        read(B, 60, 800, LONG_AGO);
        look(50, 60, LONG_AGO);
        look(50, 60, LONG_AGO + 10);

        read(B, 61, 100, LONG_AGO + 11);

        assertThat(look(50, 70, LONG_AGO + 12)).isEqualTo(900);
    }

    @Test
    void isNotHeldUpForEverByAPartitionThatDoesNotMove() {
        read(A, 50, 900, LONG_AGO);
        read(B, 1, 100, LONG_AGO);
        look(50, 60, LONG_AGO);

        assertThat(look(50, 60, LONG_AGO + 29)).isEqualTo(90);
        assertThat(look(50, 60, LONG_AGO + 45)).isEqualTo(900);
    }
}
