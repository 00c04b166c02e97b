package dev.agentbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.process.groups.GroupStanding;
import dev.agentbus.process.groups.PartitionStanding;
import dev.agentbus.process.groups.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What workers show of themselves, seen by the process that runs them and by another.
class WorkerGroupTest {
    private static final WorkerSettings SETTINGS = WorkerSettings.DEFAULT
            .withBatch(new BatchLimits(10, 1 << 20, Duration.ofMillis(50)))
            .withRetry(new RetryDelays(Duration.ofMillis(10), Duration.ofMillis(50)));

    private static final Duration SOON = Duration.ofSeconds(30);

    private final MemoryLog log = Actions.log(3);
    private final MemorySink sink = new MemorySink(Actions.CONTRACT);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private Worker worker() {
        Worker worker = new Worker(log, sink, SETTINGS, new SimpleMeterRegistry());
        opened.add(worker);
        worker.start();
        return worker;
    }

    /// @param workers those of the monitor's process
    private GroupMonitor monitor(Worker... workers) {
        GroupMonitor monitor = new GroupMonitor(
                log, () -> List.of(workers).stream().map(Worker::status).toList(), new SimpleMeterRegistry());
        opened.add(monitor);
        monitor.start();
        return monitor;
    }

    private static GroupStanding standing(GroupMonitor monitor) {
        return monitor.standings()
                .find(SETTINGS.group())
                .orElseGet(() ->
                        new GroupStanding("not yet", Verdict.OK, Set.of(), Optional.empty(), List.of(), List.of()));
    }

    /// Until everything is stored and the log knows it: nothing moves any more.
    private void awaitTold(GroupMonitor monitor, int events) {
        await().atMost(SOON).until(() -> sink.ids().size() == events);
        await().atMost(SOON)
                .until(() -> standing(monitor).partitions().stream()
                                .mapToLong(partition -> partition.position().orElse(0))
                                .sum()
                        == events);
    }

    @Test
    void everyProcessSaysThatTheSinkIsDownWhileItIsAndOkAfterwards() {
        Worker worker = worker();
        GroupMonitor here = monitor(worker);
        GroupMonitor elsewhere = monitor();
        Actions.append(log, Actions.ids("a", 30));
        awaitTold(elsewhere, 30);
        sink.down(true);
        Actions.append(log, Actions.ids("b", 30));

        for (GroupMonitor monitor : List.of(here, elsewhere)) {
            await().atMost(SOON).untilAsserted(() -> {
                GroupStanding down = standing(monitor);
                assertThat(down.verdict()).isIn(Verdict.WARN, Verdict.STALLED);
                assertThat(down.reasons()).contains("sink-down");
                assertThat(down.lagEvents()).isEqualTo(30);
                assertThat(down.lagTime()).isPresent();
                assertThat(down.lastError())
                        .hasValueSatisfying(error ->
                                assertThat(error.message()).isEqualTo("Cannot reach sink: it is down, got: nothing"));
            });
        }
        sink.down(false);

        for (GroupMonitor monitor : List.of(here, elsewhere)) {
            await().atMost(SOON).untilAsserted(() -> {
                GroupStanding up = standing(monitor);
                assertThat(up.verdict()).isEqualTo(Verdict.OK);
                assertThat(up.reasons()).isEmpty();
                assertThat(up.lagEvents()).isZero();
                assertThat(up.lagTime()).contains(Duration.ZERO);
            });
        }
    }

    @Test
    void saysThatAPersonPausedATopic() {
        Worker worker = worker();
        GroupMonitor elsewhere = monitor();
        Actions.append(log, Actions.ids("a", 30));
        awaitTold(elsewhere, 30);

        worker.pause(new TopicName(Actions.TOPIC.value()));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(standing(elsewhere).verdict()).isEqualTo(Verdict.WARN);
            assertThat(standing(elsewhere).reasons()).containsExactly("operator");
        });
    }

    /// Several processes each own a part of a group: an answer about one's own part is no answer.
    @Test
    void answersForTheWholeGroupWhoeverIsAsked() {
        Worker one = worker();
        Worker two = worker();
        Actions.append(log, Actions.ids("a", 60));
        await().atMost(SOON).until(() -> sink.ids().size() == 60);
        GroupMonitor monitor = monitor(one);

        await().atMost(SOON).untilAsserted(() -> {
            GroupStanding standing = standing(monitor);
            assertThat(standing.members()).hasSize(2);
            assertThat(standing.partitions())
                    .extracting(PartitionStanding::partition)
                    .hasSize(3);
            assertThat(standing.partitions())
                    .allMatch(partition -> partition.member().isPresent());
            assertThat(standing.partitions())
                    .extracting(partition -> partition.position().orElse(0))
                    .satisfies(positions -> assertThat(positions.stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(60));
        });
        assertThat(two.status().partitions()).hasSizeBetween(1, 2);
    }
}
