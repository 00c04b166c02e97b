package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A partition and who reads it, as a worker would. One thread.
final class PartitionLog {
    private final MetricsSink sink;
    private final ConsumerId consumer;
    private final LogPartition partition;
    private final RecordDecoder decoder;
    private final Instant recordTime;
    private final List<DecodedEvent> events = new ArrayList<>();
    private Claim claim = new Claim(0, Claim.NONE);

    PartitionLog(MetricsSink sink, ConsumerId consumer, LogPartition partition, Instant recordTime) {
        this.sink = sink;
        this.consumer = consumer;
        this.partition = partition;
        this.recordTime = recordTime;
        this.decoder = sink.decoder(Contracts.builtIn().find(partition.topic()).orElseThrow());
    }

    LogPartition partition() {
        return partition;
    }

    PartitionLog append(Said... said) {
        for (Said each : said) {
            append(each.json());
        }
        return this;
    }

    PartitionLog append(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        events.add(decoder.decode(new LogRecord(partition, events.size(), recordTime, null, bytes, List.of())));
        return this;
    }

    PartitionLog claim() {
        claim = Objects.requireNonNull(sink.claim(consumer, Set.of(partition)).get(partition));
        return this;
    }

    Claim claimed() {
        return claim;
    }

    int left() {
        return events.size() - (int) Math.max(0, claim.position());
    }

    /// The next so many; the position stays.
    Batch next(int count) {
        int start = (int) Math.max(0, claim.position());
        return new Batch(
                consumer,
                events.subList(start, start + count),
                List.of(new Advance(partition, claim.epoch(), claim.position(), (long) start + count)));
    }

    Batch all() {
        return next(left());
    }

    /// The batch was stored.
    void advance(Batch stored) {
        claim = new Claim(claim.epoch(), stored.advances().getFirst().to());
    }
}
