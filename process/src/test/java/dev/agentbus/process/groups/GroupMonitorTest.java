package dev.agentbus.process.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.WorkerStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class GroupMonitorTest {
    private static final TopicName ORDERS = new TopicName("orders");
    private static final LogPartition PARTITION = new LogPartition(ORDERS, 0);

    private final MemoryLog log = new MemoryLog().withTopic(ORDERS.value(), 1);
    private final MutableClock clock = MutableClock.of(Instant.now(), ZoneOffset.UTC);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private List<WorkerStatus> workers = List.of();
    private final GroupMonitor monitor = new GroupMonitor(log, () -> workers, meters, clock);

    @AfterEach
    void close() {
        monitor.close();
    }

    private Standings look() {
        monitor.look();
        clock.add(Window.INTERVAL);
        return monitor.standings();
    }

    private GroupStanding lookAt(String group) {
        return look().find(group).orElseThrow();
    }

    private void append(int records) {
        try (LogAppender appender = log.appender()) {
            for (int i = 0; i < records; i++) {
                appender.append(new NewRecord(ORDERS, null, new byte[] {1}, List.of(), clock.instant()))
                        .join();
            }
        }
    }

    private void commit(String group, long offset) {
        try (LogReader reader = log.reader(ReaderSettings.ofGroup(group))) {
            reader.assign(List.of(PARTITION));
            reader.commit(Map.of(PARTITION, new CommittedPosition(offset)));
        }
    }

    @Test
    void knowsNothingBeforeItsFirstLook() {
        assertThat(monitor.standings()).isEqualTo(new Standings(Optional.empty(), Optional.empty(), List.of()));
    }

    @Test
    void showsGroupsOfAnybody() {
        append(10);
        commit("theirs", 4);

        GroupStanding standing = lookAt("theirs");

        assertThat(standing.lagEvents()).isEqualTo(6);
        assertThat(standing.verdict()).isEqualTo(Verdict.STOPPED);
        assertThat(monitor.standings().asOf()).isPresent();
    }

    @Test
    void warnsWhileTheLogCannotBeAskedThenCallsItStalledThenOkAgain() {
        append(10);
        commit("theirs", 10);
        look();
        log.disconnect();

        Standings down = look();
        for (int i = 0; i < Window.SIZE; i++) {
            look();
        }
        Standings longDown = monitor.standings();
        log.reconnect();
        GroupStanding back = lookAt("theirs");

        assertThat(down.problem()).contains("Cannot reach the log: it does not answer, got: DOWN");
        GroupStanding first = down.find("theirs").orElseThrow();
        assertThat(first.verdict()).isEqualTo(Verdict.WARN);
        assertThat(first.reasons()).containsExactly("log-down");
        assertThat(first.lastError())
                .hasValueSatisfying(error ->
                        assertThat(error.message()).isEqualTo("Cannot reach the log: it does not answer, got: DOWN"));
        assertThat(first.partitions()).allMatch(partition -> partition.verdict() == Verdict.WARN);
        assertThat(longDown.find("theirs").orElseThrow().verdict()).isEqualTo(Verdict.STALLED);
        assertThat(back.verdict()).isEqualTo(Verdict.OK);
        assertThat(back.reasons()).isEmpty();
    }

    @Test
    void showsOurOwnGroupsWhenTheLogNeverAnswered() {
        workers =
                List.of(new WorkerStatus("ours", WorkerStatus.State.JOINING, List.of(), Map.of(), 0, Optional.empty()));
        log.disconnect();

        GroupStanding standing = lookAt("ours");

        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
        assertThat(standing.reasons()).containsExactly("joining", "log-down");
    }

    @Test
    void saysSoWhenALookNeverEnds() {
        commit("theirs", 0);
        look();

        clock.add(Duration.ofMinutes(1));

        Standings standings = monitor.standings();
        assertThat(standings.problem()).contains("Cannot ask the log: no answer, got: nothing for 62 s");
        assertThat(standings.find("theirs").orElseThrow().verdict()).isEqualTo(Verdict.STALLED);
    }

    @Test
    void looksByItselfUntilItIsClosed() {
        commit("theirs", 0);

        monitor.start();

        await().until(() -> monitor.standings().find("theirs").isPresent());
        monitor.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("group-monitor"));
    }
}
