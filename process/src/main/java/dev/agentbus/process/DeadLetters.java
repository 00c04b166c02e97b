package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends what can't be carried out to the dead-letter topic of its contract. One thread at a
/// time.
final class DeadLetters implements AutoCloseable {
    static final TopicName DEFAULT_TOPIC = new TopicName("agent-dead-letters");
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final EventLog eventLog;
    private final String group;
    private final Map<TopicName, Contract> contracts;
    private final Clock clock;
    private @Nullable LogAppender appender;

    DeadLetters(EventLog eventLog, String group, Map<TopicName, Contract> contracts, Clock clock) {
        this.eventLog = eventLog;
        this.group = group;
        this.contracts = contracts;
        this.clock = clock;
    }

    /// Returns when all are durable.
    ///
    /// @throws TransientFailure when one may not be; the same entries may be given again
    void append(List<Entry.Hopeless> entries) {
        List<NewRecord> letters = new ArrayList<>();
        for (Entry.Hopeless entry : entries) {
            TopicName source = entry.partition().topic();
            TopicName target = topicFor(source);
            if (!target.equals(source)) {
                letters.add(DeadLetter.of(entry, group, target, clock.instant()));
            }
        }
        List<NewRecord> tooLarge = appendAll(letters);
        if (!appendAll(tooLarge.stream().map(DeadLetter::withoutValue).toList()).isEmpty()) {
            throw new TransientFailure("Cannot append dead letter: the dead-letter topic refuses it, got: "
                    + tooLarge.size() + " refused");
        }
        entries.forEach(this::report);
    }

    private TopicName topicFor(TopicName source) {
        Contract contract = contracts.get(source);
        return contract == null ? DEFAULT_TOPIC : contract.deadLetterTopic().orElse(DEFAULT_TOPIC);
    }

    /// @return those that the log will never take
    private List<NewRecord> appendAll(List<NewRecord> letters) {
        if (letters.isEmpty()) {
            return List.of();
        }
        List<CompletableFuture<Position>> futures = new ArrayList<>();
        for (NewRecord letter : letters) {
            futures.add(append(letter));
        }
        appender().flush();
        List<NewRecord> refused = new ArrayList<>();
        for (int i = 0; i < futures.size(); i++) {
            try {
                futures.get(i).join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof PermanentFailure)) {
                    throw new TransientFailure(
                            "Cannot append dead letter: the log did not take it, got: " + e.getCause(), e);
                }
                refused.add(letters.get(i));
            }
        }
        return refused;
    }

    private CompletableFuture<Position> append(NewRecord letter) {
        try {
            return appender().append(letter);
        } catch (PermanentFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private LogAppender appender() {
        LogAppender open = appender;
        if (open == null) {
            open = eventLog.appender();
            appender = open;
        }
        return open;
    }

    private void report(Entry.Hopeless entry) {
        log.atWarn()
                .addKeyValue("group", group)
                .addKeyValue("position", entry.record().position())
                .addKeyValue("field", entry.cause() instanceof Undecodable cause ? cause.field() : "-")
                .addKeyValue("rule", DeadLetter.ruleOf(entry.cause()))
                .log("Dead-lettered record");
    }

    @Override
    public void close() {
        LogAppender open = appender;
        if (open != null) {
            open.close(Duration.ofSeconds(2));
            appender = null;
        }
    }
}
