package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A log in memory with a past, a sink that has it, and views that collect it.
final class Past implements AutoCloseable, ReplayViews {
    static final TopicName TOPIC = new TopicName("agent-actions");
    static final Contract CONTRACT = Contracts.builtIn().find(TOPIC).orElseThrow();
    static final LogPartition LETTERS = new LogPartition(new TopicName("agent-dead-letters"), 0);
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    static final String GROUP = "writer";
    /// Its sink keeps positions of its own.
    static final String OTHER_GROUP = "counter";

    final MemoryLog log = new MemoryLog()
            .withTopic(TOPIC.value(), 2)
            .withTopic(LETTERS.topic().value(), 1);
    final Store store = new Store(CONTRACT);
    final Store otherStore = new Store(CONTRACT);
    final Map<ReplayId, List<String>> shown = new ConcurrentHashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    final Replays replays = new Replays(
            log,
            Contracts.of(List.of(CONTRACT)),
            new ReplayTargets(
                    Optional.of(new ReplayTargets.Store(store, store, _ -> workers.forEach(Worker::rejoin))),
                    Map.of(
                            OTHER_GROUP,
                            new ReplayTargets.Store(otherStore, otherStore, _ -> workers.forEach(Worker::rejoin))),
                    Optional.of(this)),
            Clock.systemUTC());

    /// Appends one event, logged at `recordTime` though it happened at `eventTime`.
    void append(String id, String trace, Instant eventTime, Instant recordTime) {
        append(id, """
                {"event_id":"%s","correlation_id":"%s","agent_name":"coder","action_type":"tool_call",\
                "action_name":"Read","timestamp":"%s"}""".formatted(id, trace, eventTime), recordTime);
    }

    void append(String key, String value, Instant recordTime) {
        try (LogAppender appender = log.appender()) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            appender.append(new NewRecord(TOPIC, key.getBytes(StandardCharsets.UTF_8), bytes, List.of(), recordTime))
                    .join();
        }
    }

    /// Events `prefix-0` and on, a second apart, from noon on.
    void append(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            Instant time = NOON.plusSeconds(i);
            append(prefix + "-" + i, "t-" + i % 10, time, time);
        }
    }

    /// Starts the group that stores events as they come.
    Worker write() {
        return write(GROUP, store);
    }

    Worker write(String group, Store into) {
        Worker worker = new Worker(log, into, WorkerSettings.ofGroup(group), new SimpleMeterRegistry());
        workers.add(worker);
        worker.start();
        return worker;
    }

    @Override
    public ReplayView open(ReplayId id, Instant from, Instant asOf) {
        List<String> events = new CopyOnWriteArrayList<>();
        shown.put(id, events);
        return new ReplayView() {
            @Override
            public void take(DecodedEvent event) {
                events.add(event.id().value());
            }

            @Override
            public void show() {}

            @Override
            public void close() {
                shown.remove(id);
            }
        };
    }

    @Override
    public void close() {
        replays.close();
        workers.forEach(Worker::stop);
    }
}
