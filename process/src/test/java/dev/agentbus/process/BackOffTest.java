package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final long MILLI = 1_000_000;
    private static final RetryDelays DELAYS = new RetryDelays(Duration.ofMillis(100), Duration.ofMillis(1_000));

    private final BackOff backOff = new BackOff(DELAYS, new Random(1));

    @Test
    void letsTheFirstTryThrough() {
        assertThat(backOff.mayTry(0)).isTrue();
    }

    @Test
    void doublesUpToItsBoundAndShortensByUpToHalf() {
        for (int failure = 0; failure < 100; failure++) {
            backOff.failed(0);

            long expected = Math.min(1_000, 100L << Math.min(failure, 10)) * MILLI;
            assertThat(backOff.nanosUntilTry(0)).isBetween(expected / 2, expected);
        }
    }

    @Test
    void startsAnewAfterASuccess() {
        backOff.failed(0);
        backOff.failed(0);

        backOff.succeeded();

        assertThat(backOff.mayTry(0)).isTrue();
        assertThat(backOff.failures()).isZero();
    }
}
