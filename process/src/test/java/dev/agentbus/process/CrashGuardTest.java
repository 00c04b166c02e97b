package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.log.LogRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process's death is a guard that is opened again without having been closed.
class CrashGuardTest {
    @TempDir
    Path folder;

    private CrashGuard start() {
        return CrashGuard.open(MarkFile.open(folder.resolve("group.marks")));
    }

    private static LogRecord record(long offset) {
        return new LogRecord(Actions.partition(3), offset, Instant.EPOCH, null, null, List.of());
    }

    private static List<LogRecord> records(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(CrashGuardTest::record)
                .toList();
    }

    @Test
    void suspectsEveryRecordThatWasInHandAtADeath() {
        start().take(records(10, 19));

        CrashGuard next = start();

        assertThat(next.deaths(record(10))).isEqualTo(1);
        assertThat(next.deaths(record(19))).isEqualTo(1);
        assertThat(next.deaths(record(9))).isZero();
        assertThat(next.deaths(record(20))).isZero();
    }

    @Test
    void countsTheDeathsOfASingleRecordAndNotOfItsNeighbours() {
        start().take(records(10, 19));
        start().take(records(14, 14));
        start().take(records(14, 14));

        CrashGuard next = start();

        assertThat(next.deaths(record(14))).isEqualTo(3);
        assertThat(next.deaths(record(15))).isEqualTo(1);
    }

    @Test
    void suspectsNothingThatWasReleased() {
        CrashGuard guard = start();
        int mark = guard.take(records(1, 5));
        guard.release(mark);

        assertThat(start().deaths(record(1))).isZero();
    }

    @Test
    void suspectsNothingAfterAnOrderlyStop() {
        CrashGuard guard = start();
        guard.take(records(1, 5));
        guard.close();

        assertThat(start().deaths(record(1))).isZero();
    }

    @Test
    void forgetsWhatHasBeenDoneSince() {
        start().take(records(1, 5));
        CrashGuard second = start();

        second.acquit(Actions.partition(3), 6);

        assertThat(second.deaths(record(5))).isZero();
        assertThat(start().deaths(record(5))).isZero();
    }

    @Test
    void keepsMarksOfSeveralHandsApart() {
        CrashGuard guard = start();
        int one = guard.take(records(1, 1));
        guard.take(records(7, 7));
        guard.release(one);

        CrashGuard next = start();

        assertThat(next.deaths(record(1))).isZero();
        assertThat(next.deaths(record(7))).isEqualTo(1);
    }
}
