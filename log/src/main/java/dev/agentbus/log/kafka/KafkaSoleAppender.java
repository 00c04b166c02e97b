package dev.agentbus.log.kafka;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.ShutOut;
import dev.agentbus.log.SoleAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// One transactional producer. Its transactions are there for their fence, and for readers of whole appends
/// ([dev.agentbus.log.ReaderSettings#wholeOnly()]); other readers do not wait for their end, and see what was aborted
/// too.
final class KafkaSoleAppender implements SoleAppender {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final String name;
    private final Producer<byte[], byte[]> producer;
    private boolean broken;

    private KafkaSoleAppender(String name, Producer<byte[], byte[]> producer) {
        this.name = name;
        this.producer = producer;
    }

    /// Shuts out the others.
    static KafkaSoleAppender open(String name, Producer<byte[], byte[]> producer) {
        try {
            producer.initTransactions();
            return new KafkaSoleAppender(name, producer);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw Failures.of("open the sole appender " + name, e);
        }
    }

    @Override
    public List<Position> append(List<NewRecord> records) {
        if (broken) {
            throw new TransientFailure(
                    "Cannot append as %s: an earlier append has failed, got: nothing".formatted(name));
        }
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (NewRecord each : records) {
                sent.add(producer.send(KafkaAppender.translate(each)));
            }
            producer.commitTransaction();
            return positions(records, sent);
        } catch (KafkaException | IllegalStateException e) {
            throw failed(records, e);
        }
    }

    private BusFailure failed(List<NewRecord> records, RuntimeException failure) {
        RuntimeException last = failure;
        if (!Failures.isFenced(failure)) {
            try {
                producer.abortTransaction();
                return Failures.ofAppend(records.get(0).topic().value(), failure);
            } catch (KafkaException | IllegalStateException e) {
                e.addSuppressed(failure);
                last = e;
            }
        }
        if (Failures.isFenced(last)) {
            return new ShutOut("Cannot append as %s: another has taken over, got: %s".formatted(name, last), last);
        }
        broken = true;
        return Failures.ofAppend(records.get(0).topic().value(), last);
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    private static List<Position> positions(List<NewRecord> records, List<Future<RecordMetadata>> sent) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            try {
                RecordMetadata written = sent.get(i).get();
                positions.add(
                        new Position(new LogPartition(records.get(i).topic(), written.partition()), written.offset()));
            } catch (ExecutionException e) {
                throw Failures.ofAppend(records.get(i).topic().value(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failures.ofAppend(records.get(i).topic().value(), e);
            }
        }
        return positions;
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
