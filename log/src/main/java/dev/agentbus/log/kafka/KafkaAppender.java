package dev.agentbus.log.kafka;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// One idempotent producer. What it wrote of one partition is always a prefix of what was appended,
/// as long as its owner aborts it before a record's delivery time is over.
final class KafkaAppender implements LogAppender {
    private record Open(TopicName topic, CompletableFuture<Position> receipt) {}

    private final Producer<byte[], byte[]> producer;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    /// When to ask again for a topic that did not exist, by [System#nanoTime()].
    private final Map<TopicName, Long> unknownUntil = new HashMap<>();

    private volatile boolean aborted;

    KafkaAppender(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public CompletableFuture<Position> append(NewRecord record) {
        if (aborted) {
            throw new IllegalStateException("Cannot append: the appender is closed, got: " + record.topic());
        }
        forgetCompleted();
        CompletableFuture<Position> receipt = new CompletableFuture<>();
        if (isKnownToBeUnknown(record.topic())) {
            receipt.completeExceptionally(
                    new PermanentFailure("Cannot append: the topic does not exist, got: " + record.topic()));
            return receipt;
        }
        open.add(new Open(record.topic(), receipt));
        try {
            send(record, receipt);
        } catch (KafkaException | IllegalStateException e) {
            settle(record.topic(), receipt, null, e);
        }
        rememberUnknown(record.topic(), receipt);
        return receipt;
    }

    @Override
    public void flush() {
        producer.flush();
        forgetCompleted();
    }

    @Override
    public void abort() {
        aborted = true;
        producer.close(Duration.ZERO);
        failOpen();
    }

    @Override
    public void close(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        // Not with producer.close(limit) alone: that fails the rest in no particular order.
        CompletableFuture<Void> all = CompletableFuture.allOf(open.stream()
                .map(each -> each.receipt().exceptionally(failed -> null))
                .toArray(CompletableFuture[]::new));
        try {
            all.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _outOfTime) {
            // What is still open fails below.
        }
        abort();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback says all that the future would.
    private void send(NewRecord record, CompletableFuture<Position> receipt) {
        producer.send(translate(record), (metadata, failure) -> settle(record.topic(), receipt, metadata, failure));
    }

    private void settle(
            TopicName topic,
            CompletableFuture<Position> receipt,
            @Nullable RecordMetadata metadata,
            @Nullable Exception failure) {
        if (failure == null && metadata != null) {
            receipt.complete(new Position(new LogPartition(topic, metadata.partition()), metadata.offset()));
        } else if (!aborted && failure != null) {
            receipt.completeExceptionally(Failures.ofAppend(topic.value(), failure));
        }
    }

    private void failOpen() {
        while (!open.isEmpty()) {
            Open next = open.remove();
            next.receipt.completeExceptionally(new TransientFailure(
                    "Cannot append to %s: given up, got: no acknowledgement".formatted(next.topic)));
        }
    }

    private void forgetCompleted() {
        while (!open.isEmpty() && open.element().receipt().isDone()) {
            open.remove();
        }
    }

    private boolean isKnownToBeUnknown(TopicName topic) {
        Long until = unknownUntil.get(topic);
        return until != null && System.nanoTime() - until < 0;
    }

    private void rememberUnknown(TopicName topic, CompletableFuture<Position> receipt) {
        if (receipt.isCompletedExceptionally()) {
            receipt.exceptionally(failure -> {
                if (failure instanceof BusFailure refused
                        && refused.getCause() != null
                        && Failures.isUnknownTopic(refused.getCause())) {
                    unknownUntil.put(topic, System.nanoTime() + KafkaLimits.UNKNOWN_TOPIC_MEMORY.toNanos());
                }
                return null;
            });
        }
    }

    static ProducerRecord<byte[], byte[]> translate(NewRecord record) {
        List<org.apache.kafka.common.header.Header> headers =
                new ArrayList<>(record.headers().size());
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.name(), header.value()));
        }
        return new ProducerRecord<>(
                record.topic().value(),
                null,
                Math.min(record.timestamp().toEpochMilli(), System.currentTimeMillis()),
                record.key(),
                record.value(),
                headers);
    }
}
