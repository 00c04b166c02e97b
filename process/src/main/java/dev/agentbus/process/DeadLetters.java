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
import dev.agentbus.process.deadletter.DeadLetterTopics;
import dev.agentbus.process.deadletter.FailedRecord;
import dev.agentbus.process.deadletter.Handler;
import dev.agentbus.process.deadletter.LetterWriter;
import dev.agentbus.process.deadletter.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends what can't be carried out to the dead-letter topic of its contract. One thread at a
/// time.
///
/// What comes from a dead-letter topic stays there: a letter about a letter would have no end.
final class DeadLetters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final EventLog eventLog;
    private final Handler handler;
    private final Receiver receiver;
    private final Map<TopicName, Contract> contracts;
    private final Set<TopicName> letterTopics;
    private @Nullable LogAppender appender;

    /// A record and the topic its letter goes to.
    private record Addressed(FailedRecord failed, TopicName topic) {
        NewRecord written(LetterWriter.Shape shape) {
            return LetterWriter.write(failed, topic, shape);
        }

        Addressed toDefault() {
            return new Addressed(failed, DeadLetterTopics.DEFAULT);
        }
    }

    /// @param handler as letters name it
    DeadLetters(EventLog eventLog, Handler handler, Receiver receiver, Map<TopicName, Contract> contracts) {
        this.eventLog = eventLog;
        this.handler = handler;
        this.receiver = receiver;
        this.contracts = contracts;
        this.letterTopics = DeadLetterTopics.namedBy(contracts.values());
    }

    /// The same for a group that hands its events to a sink.
    DeadLetters of(BatchSink sink) {
        String name = sink.getClass().getSimpleName();
        Handler named = new Handler(handler.group(), name.isEmpty() ? handler.name() : name);
        return new DeadLetters(eventLog, named, Receiver.SINK, contracts);
    }

    /// Returns when all are durable.
    ///
    /// @throws TransientFailure when one may not be; the same entries may be given again
    void append(List<Entry.Hopeless> entries) {
        List<Addressed> letters = new ArrayList<>();
        for (Entry.Hopeless entry : entries) {
            TopicName source = entry.partition().topic();
            if (!letterTopics.contains(source)) {
                letters.add(new Addressed(failed(entry), DeadLetterTopics.of(contracts.get(source))));
            }
        }
        List<Addressed> refused = appendInSomeShape(letters);
        // Of a topic that is missing, or smaller than any letter, events must not wait for ever.
        refused = appendInSomeShape(refused.stream().map(Addressed::toDefault).toList());
        if (!refused.isEmpty()) {
            throw new TransientFailure(
                    "Cannot append dead letter: the dead-letter topic refuses it, got: " + refused.size() + " refused");
        }
        entries.forEach(this::report);
    }

    private FailedRecord failed(Entry.Hopeless entry) {
        return new FailedRecord(
                entry.record(), entry.cause(), handler, entry.disposition(), entry.attempts(), receiver);
    }

    /// @return those that the log will never take, in any shape
    private List<Addressed> appendInSomeShape(List<Addressed> letters) {
        List<Addressed> left = letters;
        for (LetterWriter.Shape shape : LetterWriter.Shape.values()) {
            left = appendAll(left, shape);
        }
        return left;
    }

    private List<Addressed> appendAll(List<Addressed> letters, LetterWriter.Shape shape) {
        if (letters.isEmpty()) {
            return List.of();
        }
        List<CompletableFuture<Position>> futures = new ArrayList<>();
        for (Addressed letter : letters) {
            futures.add(append(letter.written(shape)));
        }
        appender().flush();
        List<Addressed> refused = new ArrayList<>();
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
        boolean left = letterTopics.contains(entry.partition().topic());
        log.atWarn()
                .addKeyValue("group", handler.group())
                .addKeyValue("position", entry.record().position())
                .addKeyValue("field", entry.cause() instanceof Undecodable cause ? cause.field() : "-")
                .addKeyValue("rule", failed(entry).rule())
                .log(
                        left
                                ? "Left a dead letter where it stands: it can't be carried out itself"
                                : "Dead-lettered record");
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
