package dev.agentbus.log.kafka;

import java.time.Duration;

/// How long we wait for a cluster, and how much we take at once.
final class KafkaLimits {
    /// An append without metadata or buffer space gives up after this; it must be short, as its
    /// caller has events to save.
    static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    /// For buffer space, and for the beginning and the end of a transaction.
    static final Duration SOLE_BLOCK = Duration.ofSeconds(5);
    /// A record that is neither acknowledged nor refused by then has failed.
    static final Duration DELIVERY = Duration.ofSeconds(10);
    /// A transaction without news is given up by the broker.
    static final Duration TRANSACTION = Duration.ofSeconds(15);
    static final Duration REQUEST = Duration.ofSeconds(4);
    static final Duration ADMIN_CALL = Duration.ofSeconds(8);
    /// For the next records of all partitions together.
    static final Duration PROBE = Duration.ofSeconds(2);
    /// A topic the cluster did not know is refused without asking again for this long.
    static final Duration UNKNOWN_TOPIC_MEMORY = Duration.ofSeconds(10);
    static final Duration LINGER = Duration.ofMillis(5);
    static final int BATCH_BYTES = 256 * 1024;
    static final int APPEND_BUFFER_BYTES = 32 * 1024 * 1024;
    static final int FETCH_BYTES = 8 * 1024 * 1024;
    /// Nobody waits for more than this.
    static final int GATHER_BYTES = 256 * 1024;
    static final int PARTITION_FETCH_BYTES = 1024 * 1024;
    /// What we hand to the cluster; the topic's own `max.message.bytes` may be lower. The embedded
    /// broker's bound, and room for why a record of that size could not be carried out.
    static final int MAX_RECORD_BYTES = 8 * 1024 * 1024 + 64 * 1024;
    /// A broker that stands still has soon a full queue of connections, and what knocks then is heard of again only
    /// when the system repeats it, after one, three and seven seconds: better to knock anew.
    static final Duration CONNECT = Duration.ofSeconds(2);
    static final Duration RECONNECT_FIRST = Duration.ofMillis(50);
    static final Duration RECONNECT_LAST = Duration.ofMillis(500);
    /// A member without any answer for so long gives its membership up: not sooner, for joining again may take a
    /// whole session. What was under way when the cluster fell silent can keep the old member alive.
    static final Duration SILENT_MEMBERSHIP = Duration.ofMinutes(3);

    private KafkaLimits() {}

    static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
