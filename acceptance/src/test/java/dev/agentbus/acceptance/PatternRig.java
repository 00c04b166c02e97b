package dev.agentbus.acceptance;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.PatternGroup;
import dev.agentbus.process.patterns.PatternLibrary;
import dev.agentbus.process.patterns.PatternSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A log in memory that holds a workload, and the group that learns from it.
final class PatternRig implements AutoCloseable {
    private final MemoryLog log;
    private final PatternLibrary library;
    private final PatternGroup group;

    private PatternRig(MemoryLog log) {
        this.log = log;
        this.library = new PatternLibrary(log, Contracts.builtIn());
        this.group = new PatternGroup(
                log,
                Contracts.builtIn(),
                new PatternSettings(PatternSettings.DEFAULT_TRACES, 5, Duration.ofSeconds(1)),
                library,
                WorkerSettings.ofGroup(PatternGroup.GROUP),
                new SimpleMeterRegistry());
        library.start();
        group.start();
    }

    static PatternRig of(Workload workload) {
        MemoryLog log = new MemoryLog()
                .withTopic("agent-actions", 12)
                .withTopic("task-executions", 12)
                .withTopic("success-patterns", 6)
                .withTopic("failure-patterns", 6)
                .withTopic("agent-dead-letters", 1);
        try (LogAppender appender = log.appender()) {
            for (WorkEvents.Said said : workload.events()) {
                var _ = appender.append(new NewRecord(
                        new TopicName(said.topic()),
                        said.key().getBytes(StandardCharsets.UTF_8),
                        said.json().getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        said.time()));
            }
            appender.flush();
        }
        return new PatternRig(log);
    }

    PatternLibrary library() {
        return library;
    }

    /// All that was published, once everything has been read; nothing before.
    List<KnownPattern> settled() {
        return group.settled() ? library.newest(10_000) : List.of();
    }

    @Override
    public void close() {
        group.close();
        library.close();
        log.close();
    }
}
