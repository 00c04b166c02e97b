package dev.agentbus.log.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.EventLogContract;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.Position;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends EventLogContract {
    private final MemoryLog log = new MemoryLog();

    @Override
    protected EventLog log() {
        return log;
    }

    @Override
    protected void freeze() {
        log.freeze();
    }

    @Override
    protected void thaw() {
        log.reconnect();
    }

    @Test
    void failsWhileDisconnected() {
        TopicName topic = topic(1);

        log.disconnect();

        assertThatThrownBy(log::check).isInstanceOf(TransientFailure.class);
        assertThat(open(log.appender()).append(record(topic, "k", "v"))).isCompletedExceptionally();
        log.reconnect();
        log.check();
    }

    @Test
    void holdsAppendsOpenWhileFrozen() {
        TopicName topic = topic(1);
        LogAppender appender = log.appender();
        log.freeze();

        CompletableFuture<Position> append = appender.append(record(topic, "k", "v"));

        assertThat(append).isNotDone();
        appender.abort();
        assertThat(append).isCompletedExceptionally();
        log.reconnect();
        assertThat(log.recordsOf(new LogPartition(topic, 0))).isEmpty();
    }

    @Test
    void tellsAnExpiredReaderThatItsPartitionsAreLost() {
        TopicName topic = topic(1);
        List<String> told = new ArrayList<>();
        LogReader reader = open(log.reader(ReaderSettings.ofGroup("g")));
        reader.subscribe(List.of(topic), telling(told));
        reader.poll(Duration.ZERO);

        log.expire(reader);
        reader.poll(Duration.ZERO);

        assertThat(told).containsExactly("assigned", "lost", "assigned");
    }

    @Test
    void takesAMemberBackThatOwnedNothingWhenItExpired() {
        TopicName topic = topic(1);
        List<String> told = new ArrayList<>();
        LogReader reader = open(log.reader(ReaderSettings.ofGroup("g")));
        reader.subscribe(List.of(topic), telling(told));

        log.expire(reader);
        reader.poll(Duration.ZERO);

        assertThat(told).containsExactly("assigned");
    }

    private static AssignmentListener telling(List<String> told) {
        return new AssignmentListener() {
            @Override
            public void assigned(Set<LogPartition> partitions) {
                told.add("assigned");
            }

            @Override
            public void revoked(Set<LogPartition> partitions) {
                told.add("revoked");
            }

            @Override
            public void lost(Set<LogPartition> partitions) {
                told.add("lost");
            }
        };
    }
}
