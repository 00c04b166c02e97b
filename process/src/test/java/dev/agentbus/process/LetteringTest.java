package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetteringTest {
    private final MemoryLog log = Actions.log(1);
    private final Lettering lettering = new Lettering(WorkerParts.of(
            log, List.of(Actions.CONTRACT), WorkerSettings.ofGroup("writers"), new SimpleMeterRegistry()));

    private static Entry.Hopeless bad(long offset) {
        LogRecord record = new LogRecord(
                Actions.partition(0), offset, Instant.EPOCH, null, "[]".getBytes(StandardCharsets.UTF_8), List.of());
        return new Entry.Hopeless(
                record,
                new PermanentFailure("Cannot read event: not an object, got: []"),
                Disposition.POISON,
                Attempts.one(Instant.EPOCH));
    }

    private int letters() {
        return log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0)).size();
    }

    /// Each batch with a bad record waited for the log by itself.
    @Test
    void writesTheLettersOfLaterBatchesAlong() {
        lettering.write(List.of(bad(1)), List.of(bad(2), bad(3)));

        assertThat(letters()).isEqualTo(3);
        assertThat(lettering.isDue(List.of(bad(2)))).isFalse();
    }

    @Test
    void writesEachLetterOnce() {
        lettering.write(List.of(bad(1)), List.of(bad(2)));
        lettering.write(List.of(bad(1), bad(2)), List.of(bad(3)));
        lettering.write(List.of(bad(2), bad(3)), List.of(bad(3)));

        assertThat(letters()).isEqualTo(3);
    }

    @Test
    void writesNothingAheadWithoutNeed() {
        lettering.write(List.of(), List.of(bad(2)));

        assertThat(letters()).isZero();
    }

    @Test
    void forgetsWhatHasGone() {
        lettering.write(List.of(bad(1)), List.of(bad(2)));

        lettering.forget(List.of(bad(1)));
        assertThat(lettering.isDue(List.of(bad(1)))).isTrue();
        lettering.drop(Set.of(Actions.partition(0)));
        assertThat(lettering.isDue(List.of(bad(2)))).isTrue();
    }
}
