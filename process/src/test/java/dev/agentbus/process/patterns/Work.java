package dev.agentbus.process.patterns;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Events of traces, for tests. A step is written as its tool, a failing one with `!` behind it.
final class Work {
    private static final Instant START = Instant.parse("2026-11-21T06:00:00Z");
    private static final Contracts CONTRACTS = Contracts.builtIn();

    /// @param json the record's value
    record Said(TopicName topic, String json) {
        DecodedEvent event() {
            return new EventDecoder(CONTRACTS.find(topic).orElseThrow())
                    .decode(json.getBytes(StandardCharsets.UTF_8), List.of(), new SourcePosition(topic, 0, 0), START);
        }
    }

    private final List<Said> said = new ArrayList<>();
    private int traces;

    List<Said> said() {
        return said;
    }

    /// One trace: its steps as actions, then how it ended.
    Work trace(String prompt, boolean success, String... steps) {
        String id = "trace-%04d".formatted(traces++);
        Instant time = START.plusSeconds(traces * 60L);
        for (int i = 0; i < steps.length; i++) {
            boolean failed = steps[i].endsWith("!");
            said.add(new Said(TraceBook.ACTIONS, """
                    {"event_id":"%s-%d","correlation_id":"%s","agent_name":"coder","action_type":"%s","action_name":"%s",\
                    "action_details":{"error":"Boom in src/a%d.py at %d"},"duration_ms":10,"success":%s,"timestamp":"%s"}""".formatted(
                            id,
                            i,
                            id,
                            failed ? "error" : "tool_call",
                            steps[i].replace("!", ""),
                            traces,
                            i,
                            !failed,
                            time.plusSeconds(i))));
        }
        said.add(new Said(TraceBook.TASKS, """
                {"event_id":"%s-task","correlation_id":"%s","agent_name":"coder","original_prompt":"%s","task_type":"bugfix",\
                "success":%s,"timestamp":"%s"}""".formatted(id, id, prompt, success, time.plusSeconds(steps.length))));
        return this;
    }

    static TraceBook book(List<Said> events, int maxTraces) {
        TraceBook book = new TraceBook(maxTraces);
        events.forEach(each -> book.take(each.event()));
        return book;
    }

    static MemoryLog log() {
        return new MemoryLog()
                .withTopic("agent-actions", 3)
                .withTopic("task-executions", 3)
                .withTopic("success-patterns", 2)
                .withTopic("failure-patterns", 2)
                .withTopic("agent-dead-letters", 1);
    }

    void appendTo(MemoryLog log) {
        said.forEach(each -> append(log, each.topic(), each.json()));
    }

    static void append(MemoryLog log, TopicName topic, String value) {
        try (LogAppender appender = log.appender()) {
            appender.append(new NewRecord(
                            topic,
                            value.substring(0, 20).getBytes(StandardCharsets.UTF_8),
                            value.getBytes(StandardCharsets.UTF_8),
                            List.of(),
                            START))
                    .join();
        }
    }
}
