package dev.agentbus.bench.redis;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.process.RecordDecoder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;

/// What many write first: every event decoded and counted in the hash of its window by `HINCRBY`, a
/// pipeline per poll. One thread.
final class BarePipeline {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long WINDOW_SECONDS = 5;
    private static final long KEPT_SECONDS = 3_600;

    private final KafkaLog log;
    private final RedisClient redis;
    private final Map<TopicName, RecordDecoder> decoders = new HashMap<>();

    BarePipeline(KafkaLog log, RedisClient redis, Collection<Contract> contracts) {
        this.log = log;
        this.redis = redis;
        contracts.forEach(contract -> decoders.put(contract.topic(), RecordDecoder.ofEvents(contract)));
    }

    /// @return events per second
    double run(int events) {
        try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            List<LogPartition> partitions = reader.partitionsOf(decoders.keySet());
            reader.assign(partitions);
            reader.beginningOffsets(partitions).forEach(reader::seek);
            int counted = 0;
            long start = 0;
            int first = 0;
            while (counted < events) {
                List<LogRecord> records = reader.poll(POLL);
                count(records);
                counted += records.size();
                if (start == 0 && counted > 0) {
                    start = System.nanoTime();
                    first = counted;
                }
            }
            return (counted - first) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private void count(List<LogRecord> records) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (LogRecord record : records) {
                TopicName topic = record.partition().topic();
                DecodedEvent event =
                        java.util.Objects.requireNonNull(decoders.get(topic)).decode(record);
                String key = "bare:" + topic + ":" + event.time().getEpochSecond() / WINDOW_SECONDS;
                pipeline.hincrBy(key, "count", 1);
                pipeline.hincrBy(key, "agent:" + event.text("agent_name"), 1);
                if (event.value("success") instanceof Boolean success && !success) {
                    pipeline.hincrBy(key, "errors", 1);
                }
                if (event.value("duration_ms") instanceof Number millis) {
                    pipeline.hincrBy(key, "millis", millis.longValue());
                }
                pipeline.expire(key, KEPT_SECONDS);
            }
            pipeline.sync();
        }
    }
}
