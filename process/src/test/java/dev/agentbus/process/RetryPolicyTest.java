package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.Undecodable;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy POLICY =
            RetryPolicy.DEFAULT.withDelays(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void doublesItsDelaysUpToTheLongest() {
        RetryPolicy exact = new RetryPolicy(9, Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0, java.util.Set.of());

        assertThat(exact.delayAfter(1, new Random(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(exact.delayAfter(2, new Random(1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(exact.delayAfter(4, new Random(1))).isEqualTo(Duration.ofSeconds(8));
        assertThat(exact.delayAfter(5, new Random(1))).isEqualTo(Duration.ofSeconds(10));
        assertThat(exact.delayAfter(1_000_000, new Random(1))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shortensADelayByItsJitterAtMost() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(POLICY.delayAfter(1, new Random(seed))).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        }
    }

    @Test
    void neverWaitsLongerThanItsLongestDelayWhateverTheDestinationAsks() {
        assertThat(POLICY.bounded(Duration.ofDays(400))).isEqualTo(Duration.ofSeconds(10));
        assertThat(POLICY.bounded(Duration.ofSeconds(-1))).isEqualTo(Duration.ZERO);
    }

    @Test
    void triesNoPermanentFailureAgain() {
        assertThat(POLICY.retries(new PermanentFailure("Cannot be: test, got: test")))
                .isFalse();
        assertThat(POLICY.retries(new IllegalStateException("test"))).isTrue();
        assertThat(PermanentFailure.class).isAssignableFrom(Undecodable.class);
    }

    @Test
    void namesTheSettingAndTheValueWhenItIsWrong() {
        assertThatThrownBy(() -> POLICY.withMaxAttempts(0))
                .isInstanceOf(Misconfigured.class)
                .hasMessage("retry.max-attempts must be at least 1, got: 0");
        assertThatThrownBy(() -> POLICY.withDelays(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("retry.first-delay must lie between 0 and retry.max-delay (PT1S), got: PT2S");
    }
}
