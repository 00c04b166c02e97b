package dev.agentbus.process.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.log.memory.MemoryLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeadershipTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final MemoryLog log = new MemoryLog();

    private final class Candidate implements Leadership.Work {
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger ended = new AtomicInteger();
        final Leadership leadership = new Leadership(log, this);

        @Override
        public void begin() {
            begun.incrementAndGet();
        }

        @Override
        public void end() {
            ended.incrementAndGet();
        }
    }

    @Test
    void letsOneJudgeAndAnotherTakeOverWhenItLeaves() {
        log.topics().createMissing(List.of(AlertTopics.state()));
        Candidate first = new Candidate();
        Candidate second = new Candidate();

        first.leadership.start();
        await().atMost(SOON).until(() -> first.begun.get() == 1);
        second.leadership.start();
        first.leadership.close();
        await().atMost(SOON).until(() -> second.begun.get() > 0);

        assertThat(first.ended.get()).isPositive();
        second.leadership.close();
    }
}
