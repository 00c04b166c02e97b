package dev.agentbus.view;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import java.time.Instant;
import java.util.List;

/// A log in memory with the agents' topics, and a producer for it. One thread.
final class TestLog {
    private final MemoryLog log = new MemoryLog()
            .withTopic(Fleet.ACTIONS, 2)
            .withTopic(Fleet.DECISIONS, 2)
            .withTopic(Fleet.TRANSFORMATIONS, 2)
            .withTopic(Fleet.PERFORMANCE, 2)
            .withTopic(Fleet.EXECUTIONS, 2);
    private final LogAppender appender = log.appender();

    MemoryLog log() {
        return log;
    }

    void append(Fleet.Said event, Instant time) {
        append(event.topic(), event.payload(), time);
    }

    void append(String topic, byte[] value, Instant time) {
        appender.append(new NewRecord(new TopicName(topic), null, value, List.of(), time))
                .join();
    }
}
