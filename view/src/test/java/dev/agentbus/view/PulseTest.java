package dev.agentbus.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class PulseTest {
    private static final long NOW = 1_000 * Pulse.BUCKET_MILLIS;

    private final Pulse pulse = new Pulse();

    @Test
    void countsByTenSecondsTheNewestLast() {
        pulse.beat(NOW - Pulse.BUCKET_MILLIS);
        pulse.beat(NOW);
        pulse.beat(NOW + 9_999);

        assertThat(at(NOW)).endsWith(0, 1, 2).hasSize(Pulse.BUCKETS);
    }

    @Test
    void movesOnWithTheClockWhenNothingHappens() {
        pulse.beat(NOW);

        assertThat(at(NOW + 2 * Pulse.BUCKET_MILLIS)).endsWith(1, 0, 0);
        assertThat(at(NOW + Pulse.BUCKETS * Pulse.BUCKET_MILLIS)).containsOnly(0);
    }

    @Test
    void forgetsWhatItPassedWhenTheNextEventComesLate() {
        pulse.beat(NOW);
        pulse.beat(NOW + (Pulse.BUCKETS - 1) * Pulse.BUCKET_MILLIS);
        assertThat(Collections.frequency(
                        Arrays.stream(at(NOW + (Pulse.BUCKETS - 1) * Pulse.BUCKET_MILLIS))
                                .boxed()
                                .toList(),
                        1))
                .isEqualTo(2);

        pulse.beat(NOW + Pulse.BUCKETS * Pulse.BUCKET_MILLIS);

        assertThat(at(NOW + Pulse.BUCKETS * Pulse.BUCKET_MILLIS)).startsWith(0).endsWith(1, 1);
    }

    @Test
    void takesLateEventsWithinItsReachAndNoOlderOnes() {
        pulse.beat(NOW);
        pulse.beat(NOW - 29 * Pulse.BUCKET_MILLIS);
        pulse.beat(NOW - 30 * Pulse.BUCKET_MILLIS);

        assertThat(at(NOW)).startsWith(1, 0).endsWith(0, 1);
    }

    @Test
    void aCopyStaysAsItIs() {
        pulse.beat(NOW);
        Pulse copy = pulse.copy();

        pulse.beat(NOW);

        assertThat(written(copy, NOW)).endsWith(0, 1);
    }

    private int[] at(long nowMillis) {
        return written(pulse, nowMillis);
    }

    private static int[] written(Pulse pulse, long nowMillis) {
        JsonBytes out = new JsonBytes();
        pulse.writeTo(out, nowMillis);
        String json = new String(out.toBytes(), UTF_8);
        return Arrays.stream(json.substring(1, json.length() - 1).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
