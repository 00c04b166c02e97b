package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchBufferTest {
    private static final long MILLI = 1_000_000;

    private final BatchBuffer buffer =
            new BatchBuffer(new BatchLimits(3, 10_000, Duration.ofMillis(500)), new BufferLimits(6, 20_000));

    private static Entry entry(int partition, long offset, int bytes) {
        LogRecord record =
                new LogRecord(Actions.partition(partition), offset, Instant.EPOCH, null, new byte[bytes], List.of());
        return new Entry.Hopeless(
                record,
                new PermanentFailure("Cannot be: test, got: test"),
                Disposition.POISON,
                Attempts.one(Instant.EPOCH));
    }

    @Test
    void isDueWhenItHoldsABatch() {
        buffer.add(entry(0, 0, 10), 0);
        buffer.add(entry(0, 1, 10), 0);
        boolean before = buffer.due(0);

        buffer.add(entry(0, 2, 10), 0);

        assertThat(before).isFalse();
        assertThat(buffer.due(0)).isTrue();
    }

    @Test
    void isAheadWhenItHoldsTheBatchBehindTheNextOneToo() {
        for (int offset = 0; offset < 5; offset++) {
            buffer.add(entry(0, offset, 10), 0);
        }
        boolean before = buffer.ahead();

        buffer.add(entry(0, 5, 10), 0);

        assertThat(before).isFalse();
        assertThat(buffer.ahead()).isTrue();
    }

    @Test
    void isDueWhenTheOldestHasWaitedLongEnough() {
        buffer.add(entry(0, 0, 10), 100 * MILLI);
        buffer.add(entry(0, 1, 10), 400 * MILLI);

        assertThat(buffer.nanosUntilDue(200 * MILLI)).isEqualTo(400 * MILLI);
        assertThat(buffer.due(599 * MILLI)).isFalse();
        assertThat(buffer.due(600 * MILLI)).isTrue();
    }

    @Test
    void isNeverDueWhenEmpty() {
        assertThat(buffer.nanosUntilDue(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isDueWhenItHoldsTheBytesOfABatch() {
        buffer.add(entry(0, 0, 9_900), 0);

        assertThat(buffer.due(0)).isTrue();
    }

    @Test
    void takesNoMoreThanABatchInOrder() {
        for (int offset = 0; offset < 5; offset++) {
            buffer.add(entry(0, offset, 10), 0);
        }

        assertThat(buffer.take()).extracting(entry -> entry.record().offset()).containsExactly(0L, 1L, 2L);
        assertThat(buffer.take()).extracting(entry -> entry.record().offset()).containsExactly(3L, 4L);
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void takesNoMoreBytesThanABatchButAlwaysOneEntry() {
        buffer.add(entry(0, 0, 50_000), 0);
        buffer.add(entry(0, 1, 6_000), 0);
        buffer.add(entry(0, 2, 6_000), 0);

        assertThat(buffer.take()).hasSize(1);
        assertThat(buffer.take()).hasSize(1);
        assertThat(buffer.take()).hasSize(1);
    }

    @Test
    void isFullFromItsLimitUntilHalfOfItIsGone() {
        for (int offset = 0; offset < 6; offset++) {
            buffer.add(entry(0, offset, 10), 0);
        }
        boolean atLimit = buffer.full();
        buffer.drop(Set.of());
        buffer.take();

        assertThat(atLimit).isTrue();
        assertThat(buffer.events()).isEqualTo(3);
        assertThat(buffer.full()).isFalse();
    }

    @Test
    void isFullByBytes() {
        buffer.add(entry(0, 0, 20_000), 0);

        assertThat(buffer.full()).isTrue();
    }

    @Test
    void dropsWhatBelongsToAPartitionThatHasGone() {
        buffer.add(entry(0, 0, 10), 0);
        buffer.add(entry(1, 0, 10), 0);

        buffer.drop(Set.of(Actions.partition(0)));

        assertThat(buffer.take()).extracting(Entry::partition).containsExactly(Actions.partition(1));
        assertThat(buffer.bytes()).isZero();
    }
}
