package dev.agentbus.sink.postgres;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Table;
import dev.agentbus.events.contract.TopicSettings;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A topic of its own for one test, with the fields of `agent-actions`; remembers what the log
/// acknowledged.
record TestTopic(String name, ConcurrentLinkedQueue<String> acknowledged) {
    static final int PARTITIONS = 4;

    TestTopic(String name) {
        this(name, new ConcurrentLinkedQueue<>());
    }

    Contracts contracts() {
        Contract model =
                Contracts.builtIn().find(new TopicName("agent-actions")).orElseThrow();
        return Contracts.of(List.of(new Contract(
                new TopicName(name),
                model.domain(),
                model.title(),
                new TopicSettings(PARTITIONS, 1, Map.of()),
                model.keyField(),
                model.timeField(),
                model.fields(),
                Optional.of(new Table(table(), List.of(List.of("created_at DESC")))),
                Optional.of(new TopicName("agent-dead-letters")),
                model.schema(),
                model.origin())));
    }

    String table() {
        return name.replace('-', '_');
    }

    void append(LogAppender appender, int events) {
        List<CompletableFuture<Position>> receipts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String id = EventId.mint().value();
            receipts.add(appender.append(record("key-" + i % 50, """
                    {"event_id":"%s","correlation_id":"c-%d","agent_name":"coder","action_type":"tool_call",\
                    "action_name":"Read","action_details":{"text":"%s"}}""".formatted(id, i % 50, "x".repeat(200))))
                    .whenComplete((position, failure) -> {
                        if (failure == null) {
                            acknowledged.add(id);
                        }
                    }));
        }
        appender.flush();
        receipts.forEach(CompletableFuture::join);
    }

    void appendRaw(EventLog log, String key, String value) {
        try (LogAppender appender = log.appender()) {
            appender.append(record(key, value)).join();
        }
    }

    private NewRecord record(String key, String value) {
        return new NewRecord(
                new TopicName(name),
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of(),
                Instant.now());
    }
}
