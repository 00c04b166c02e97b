package dev.agentbus.view;

import static dev.agentbus.view.FeedStatus.State.CATCHING_UP;
import static dev.agentbus.view.FeedStatus.State.CUT_OFF;
import static dev.agentbus.view.FeedStatus.State.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class FeedHealthTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration STALE_AFTER = Duration.ofSeconds(3);
    private static final LogPartition PARTITION = new LogPartition(new TopicName(Fleet.ACTIONS), 0);

    private final MutableClock clock = MutableClock.of(NOON, ZoneOffset.UTC);
    private final MemoryLog log = new MemoryLog().withTopic(Fleet.ACTIONS, 1);
    private final LogAppender appender = log.appender();
    private final FeedPositions positions = new FeedPositions();
    private final List<FeedStatus> told = new ArrayList<>();
    private final FeedHealth health = new FeedHealth(STALE_AFTER, clock, (_, now) -> told.add(now));
    private final LogReader reader =
            log.reader(new ReaderSettings(Optional.empty(), 10, ReaderSettings.Start.EARLIEST));

    @Test
    void isLiveOnlyAfterItsFirstReading() {
        assertThat(health.status().state()).isEqualTo(CUT_OFF);

        follow();

        assertThat(health.status().state()).isEqualTo(LIVE);
        assertThat(health.status().asOf()).isBetween(NOON.minusSeconds(1), NOON);
    }

    @Test
    void cannotPassForLiveWhenTheFeedHangs() {
        follow();
        health.reads(positions, STALE_AFTER.plusMillis(1));

        assertThat(health.status().state()).isEqualTo(CUT_OFF);
        assertThat(health.status().message()).isEqualTo("The log does not answer");
    }

    @Test
    void isBehindAndNotCutOffWhileItIsBusyWithWhatTheLogGave() {
        follow();
        health.reads(positions, STALE_AFTER.plusMillis(1));
        health.folds();

        assertThat(health.status().state()).isEqualTo(LIVE);
        clock.add(STALE_AFTER.plusSeconds(1));
        assertThat(health.status().state()).isEqualTo(CATCHING_UP);
        assertThat(health.status().message()).isEqualTo("Behind the log, catching up");
    }

    @Test
    void isBehindWhileEventsComeFasterThanTheyAreRead() {
        follow();
        append(25);
        read();
        Instant known = NOON;

        clock.add(Duration.ofSeconds(10));
        follow();

        assertThat(health.status().state()).isEqualTo(CATCHING_UP);
        assertThat(health.status().asOf()).isBetween(known.minusSeconds(1), known);
        read();
        read();
        follow();
        assertThat(health.status().state()).isEqualTo(LIVE);
        assertThat(health.status().asOf()).isAfter(known.plusSeconds(9));
    }

    @Test
    void isTrueAsOfTheMomentWhoseEndItHasReachedAlthoughMoreWaits() {
        follow();
        append(15);
        read();
        clock.add(Duration.ofSeconds(1));
        follow();
        append(10);
        clock.add(Duration.ofSeconds(1));
        read();

        follow();

        assertThat(reader.lag().get(PARTITION)).isEqualTo(5);
        assertThat(health.status().asOf()).isBetween(NOON, NOON.plusSeconds(1));
    }

    @Test
    void tellsEachChangeOnceAndOfFailuresTheReason() {
        follow();
        health.announce();
        health.announce();
        health.fails("no log");
        health.announce();
        health.announce();

        assertThat(told).extracting(FeedStatus::state).containsExactly(LIVE, CUT_OFF);
        assertThat(told.getLast().message()).isEqualTo("no log");
    }

    @Test
    void tellsByItselfWhenNobodyNotesAnythingAnyMore() {
        try (FeedHealth watched = new FeedHealth(Duration.ofMillis(1), clock, (_, now) -> told.add(now))) {
            follow();
            watched.reads(positions, Duration.ZERO);
            watched.announce();

            watched.start();

            await().until(() -> !told.isEmpty() && told.getLast().state() == CUT_OFF);
        }
    }

    /// One look of the feed at how far it is.
    private void follow() {
        if (!positions.unknownOf(List.of(PARTITION)).isEmpty()) {
            positions.take(PARTITION, 0, 0);
            positions.assignTo(reader);
            read();
        }
        positions.settle(reader, clock.instant());
        health.reads(positions, Duration.ZERO);
    }

    private void read() {
        List<LogRecord> records = reader.poll(Duration.ZERO);
        positions.polled(records);
        records.forEach(positions::pass);
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            appender.append(new NewRecord(PARTITION.topic(), null, new byte[] {1}, List.of(), NOON))
                    .join();
        }
    }
}
