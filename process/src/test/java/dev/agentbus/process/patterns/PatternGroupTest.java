package dev.agentbus.process.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PatternGroupTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private final MemoryLog log = Work.log();

    /// A process that learns.
    private static final class Learner implements AutoCloseable {
        private final PatternLibrary library;
        private final PatternGroup group;

        Learner(MemoryLog log) {
            library = new PatternLibrary(log, Contracts.builtIn());
            group = new PatternGroup(
                    log,
                    Contracts.builtIn(),
                    new PatternSettings(1_000, 5, Duration.ofSeconds(1)),
                    library,
                    WorkerSettings.ofGroup(PatternGroup.GROUP),
                    new SimpleMeterRegistry());
            library.start();
            group.start();
        }

        Learner settled() {
            await().atMost(SOON).until(group::settled);
            return this;
        }

        @Override
        public void close() {
            group.close();
            library.close();
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static Work invoices(int from, int to) {
        Work work = new Work();
        for (int i = 0; i < to; i++) {
            work.trace("round totals of invoice " + i, true, "Reproduce", "Locate", "Mend!", "Mend", "Verify");
        }
        work.said().subList(0, from * 6).clear();
        return work;
    }

    private long records(String topic) {
        TopicName name = new TopicName(topic);
        return log.topics().records(Set.of(name)).getOrDefault(name, 0L);
    }

    @Test
    void knowsTheSameAfterARestartAndPublishesNothingAgain() {
        invoices(0, 20).appendTo(log);
        List<KnownPattern> before;
        try (Learner first = new Learner(log).settled()) {
            before = first.library.newest(100);
        }
        long published = records("success-patterns") + records("failure-patterns");

        try (Learner second = new Learner(log).settled()) {
            assertThat(second.library.newest(100)).isNotEmpty().isEqualTo(before);
            assertThat(second.group.published()).isZero();
        }
        assertThat(records("success-patterns") + records("failure-patterns")).isEqualTo(published);
    }

    @Test
    void publishesANewVersionUnderTheSameIdOnceAPatternHasGrownALot() {
        invoices(0, 20).appendTo(log);
        try (Learner learner = new Learner(log).settled()) {
            KnownPattern first = workflow(learner);

            invoices(20, 22).appendTo(log);
            await().atMost(SOON)
                    .until(() -> learner.settled().group.worker().status().lag() == 0);
            KnownPattern same = workflow(learner);
            invoices(22, 40).appendTo(log);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(workflow(learner).support()).isEqualTo(40));
            assertThat(same.version()).isEqualTo(1);
            assertThat(workflow(learner).version()).isGreaterThan(1);
            assertThat(workflow(learner).id()).isEqualTo(first.id());
        }
    }

    private static KnownPattern workflow(Learner learner) {
        return learner.library.newest(100).stream()
                .filter(KnownPattern::succeeds)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void leavesItToTheWriterToMakeDeadLettersOfWhatNobodyCanRead() {
        Work.append(log, TraceBook.ACTIONS, "{\"agent_name\": broken beyond repair");
        invoices(0, 10).appendTo(log);

        try (Learner learner = new Learner(log).settled()) {
            assertThat(learner.library.size()).isPositive();
        }
        assertThat(records("agent-dead-letters")).isZero();
    }

    @Test
    void publishesNothingWhileItSharesItsGroup() {
        try (Learner first = new Learner(log).settled();
                Learner second = new Learner(log)) {
            await().atMost(SOON).until(() -> first.group.state() == PatternGroup.State.SHARED);

            invoices(0, 10).appendTo(log);
            await().atMost(SOON)
                    .until(() -> first.group.worker().status().lag() == 0
                            && second.group.worker().status().lag() == 0);

            assertThat(first.group.published() + second.group.published()).isZero();
        }
    }
}
