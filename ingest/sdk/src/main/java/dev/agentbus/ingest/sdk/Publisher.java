package dev.agentbus.ingest.sdk;

import dev.agentbus.events.Event;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.redaction.Redactor;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Publishes events without ever blocking the caller and without losing any.
///
/// [#publish] puts the event into a ring in memory and returns. One sender thread takes it from
/// there into the log, or, while the log is away or slow, into a spool on disk that is drained, in
/// order per key, once the log is back. An event may reach the log twice, under the same id; it is
/// never dropped silently: its stage says what became of it, and [#counters()] count every outcome.
///
/// Safe for any thread. When the JVM ends in order, an open publisher is closed first.
public final class Publisher implements AutoCloseable {
    /// Long enough for a healthy log, short enough for an agent that wants to end.
    public static final Duration DEFAULT_CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Duration EXIT_LIMIT = Duration.ofSeconds(2);
    private static final long FLUSH_NAP_NANOS = 500_000L;

    private final EventRing ring;
    private final Tally tally = new Tally();
    private final Sender sender;
    private final @Nullable EventLog ownLog;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread atExit = new Thread(() -> end(EXIT_LIMIT), "agentbus-publisher-exit");

    private Publisher(
            EventLog log,
            @Nullable EventLog ownLog,
            PublisherSettings settings,
            Function<TopicName, Redactor> redaction) {
        this.ring = new EventRing(settings.ringCapacity(), settings.ringBytes());
        this.sender = new Sender(log, settings, ring, redaction, tally);
        this.ownLog = ownLog;
    }

    /// To a cluster, e.g. `127.0.0.1:9092`, with defaults throughout.
    public static Publisher toKafka(String brokers) {
        return toKafka(KafkaSettings.of(brokers), PublisherSettings.standard());
    }

    public static Publisher toKafka(KafkaSettings kafka, PublisherSettings settings) {
        KafkaLog log = new KafkaLog(kafka);
        return new Publisher(log, log, settings, topic -> Redactor.DEFAULT).started();
    }

    /// To a log that stays the caller's to close.
    public static Publisher to(EventLog log, PublisherSettings settings) {
        return to(log, settings, topic -> Redactor.DEFAULT);
    }

    /// @param redaction what hides secrets in the payloads of a topic, before log and spool
    public static Publisher to(EventLog log, PublisherSettings settings, Function<TopicName, Redactor> redaction) {
        return new Publisher(log, null, settings, redaction).started();
    }

    /// Returns at once. The payload must not be changed afterwards.
    ///
    /// @return completes when the event is durable in the log or in the spool; fails with a
    ///     [TransientFailure] when there is no room or the publisher is closed (publish it again
    ///     later), with a [PermanentFailure][dev.agentbus.events.PermanentFailure] when the log
    ///     will never take it. Completed on the publisher's thread: don't block in it
    public CompletionStage<Receipt> publish(Event event) {
        if (closed.get()) {
            return rejected("the publisher is closed", event);
        }
        Pending pending = new Pending(event);
        if (!ring.offer(pending)) {
            return rejected("too many events wait in memory", event);
        }
        tally.accepted.increment();
        sender.wakeUp();
        if (sender.state() == PublisherState.CLOSED) {
            sender.failWhatIsLeft(new TransientFailure("Cannot publish: the publisher is closed, got: " + event));
        }
        return pending.receipt();
    }

    public CompletionStage<Receipt> publish(EventDraft draft) {
        return publish(draft.event());
    }

    /// Waits until every event accepted so far is durable, in the log or in the spool.
    ///
    /// @return false when the limit came first
    public boolean flush(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        long target = tally.accepted.sum();
        while (tally.settled() < target) {
            if (System.nanoTime() - until > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(FLUSH_NAP_NANOS);
        }
        return true;
    }

    public PublisherCounters counters() {
        return new PublisherCounters(
                tally.accepted.sum(),
                tally.delivered.get(),
                tally.spooled.get(),
                tally.drained.get(),
                tally.rejected.sum(),
                tally.failed.get(),
                sender.spools().setAside(),
                ring.depth(),
                sender.spools().events(),
                sender.spools().bytes(),
                sender.state());
    }

    /// Takes no more events, sends what it can within the limit, and leaves the rest in the spool
    /// for the next process.
    public void close(Duration limit) {
        end(limit);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _alreadyExiting) {
            // Then the hook finds it closed.
        }
    }

    @Override
    public void close() {
        close(DEFAULT_CLOSE_LIMIT);
    }

    private void end(Duration limit) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            sender.stop(limit.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (ownLog != null) {
                ownLog.close();
            }
        }
    }

    private Publisher started() {
        Runtime.getRuntime().addShutdownHook(atExit);
        sender.start();
        return this;
    }

    private CompletionStage<Receipt> rejected(String reason, Event event) {
        tally.rejected.increment();
        return CompletableFuture.failedFuture(
                new TransientFailure("Cannot publish: %s, got: %s".formatted(reason, event)));
    }
}
