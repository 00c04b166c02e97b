package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Batches of one partition, one after the other, as a worker would make them.
final class TestBatches {
    static final ConsumerId CONSUMER = new ConsumerId("test-cluster", "db-writer-group");
    static final Instant RECORD_TIME = Instant.parse("2026-11-21T06:00:00Z");

    private final LogPartition partition;
    private final EventDecoder decoder;
    private final Instant recordTime;
    private Claim claim = new Claim(0, Claim.NONE);

    TestBatches(Contracts contracts, String topic) {
        this(contracts, topic, RECORD_TIME);
    }

    TestBatches(Contracts contracts, String topic, Instant recordTime) {
        this.recordTime = recordTime;
        this.partition = new LogPartition(new TopicName(topic), 0);
        this.decoder = new EventDecoder(contracts.find(partition.topic()).orElseThrow());
    }

    LogPartition partition() {
        return partition;
    }

    TestBatches claim(PostgresSink sink) {
        claim = Objects.requireNonNull(sink.claim(CONSUMER, Set.of(partition)).get(partition));
        return this;
    }

    Claim claim() {
        return claim;
    }

    /// From the position on; the position stays.
    Batch of(String... values) {
        long start = Math.max(0, claim.position());
        List<DecodedEvent> events = new ArrayList<>();
        for (String value : values) {
            SourcePosition position = new SourcePosition(partition.topic(), partition.number(), start + events.size());
            events.add(decoder.decode(value.getBytes(StandardCharsets.UTF_8), List.of(), position, recordTime));
        }
        Advance advance = new Advance(partition, claim.epoch(), claim.position(), start + values.length);
        return new Batch(CONSUMER, events, List.of(advance));
    }

    /// As [#of], and the position moves on.
    Batch next(String... values) {
        Batch batch = of(values);
        claim = new Claim(claim.epoch(), batch.advances().getFirst().to());
        return batch;
    }
}
