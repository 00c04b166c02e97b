package dev.agentbus.process;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Events of `agent-actions` for tests.
final class Actions {
    static final TopicName TOPIC = new TopicName("agent-actions");
    static final TopicName DEAD_LETTERS = new TopicName("agent-dead-letters");
    static final Contract CONTRACT = Contracts.builtIn().find(TOPIC).orElseThrow();

    private Actions() {}

    static MemoryLog log(int partitions) {
        return new MemoryLog().withTopic(TOPIC.value(), partitions).withTopic(DEAD_LETTERS.value(), 1);
    }

    static LogPartition partition(int number) {
        return new LogPartition(TOPIC, number);
    }

    static String json(String id) {
        return """
                {"event_id":"%s","correlation_id":"c-1","agent_name":"coder","action_type":"tool_call",\
                "action_name":"Read","timestamp":"2026-11-21T05:59:58Z"}""".formatted(id);
    }

    /// Appends events with these ids, each under its id as key.
    static void append(EventLog log, List<String> ids) {
        try (LogAppender appender = log.appender()) {
            ids.forEach(id -> appender.append(record(id, json(id))).join());
        }
    }

    static void appendRaw(EventLog log, String key, String value) {
        try (LogAppender appender = log.appender()) {
            appender.append(record(key, value)).join();
        }
    }

    private static NewRecord record(String key, String value) {
        return new NewRecord(
                TOPIC,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of(Header.of("ce_id", key), Header.of("x-own", "kept")),
                Instant.parse("2026-11-21T06:00:00Z"));
    }

    static List<String> ids(String prefix, int count) {
        List<String> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(prefix + "-" + i);
        }
        return ids;
    }
}
