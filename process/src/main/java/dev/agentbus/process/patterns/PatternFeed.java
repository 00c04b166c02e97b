package dev.agentbus.process.patterns;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads all that was ever published about patterns, from the beginning of its topics on, without a
/// group, on one thread of its own. Tries for ever when the log is away.
final class PatternFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PatternFeed.class);
    private static final Duration POLL_LIMIT = Duration.ofMillis(200);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
    /// The last offsets of a partition may hold no record: silence then says that its end is reached.
    private static final int ENOUGH_EMPTY_POLLS = 25;

    /// Whoever is told of what is read.
    interface Reader {
        void read(KnownPattern pattern);

        /// Everything polled together has been read.
        void pause();
    }

    private final EventLog eventLog;
    private final Reader to;
    private final Map<TopicName, EventDecoder> decoders = new TreeMap<>();
    private final Map<LogPartition, Long> next = new HashMap<>();
    private final Map<LogPartition, Long> ahead = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private int emptyPolls;
    private volatile @Nullable LogReader reader;
    private @Nullable Thread thread;

    PatternFeed(EventLog eventLog, Collection<Contract> contracts, Reader to) {
        this.eventLog = eventLog;
        this.to = to;
        contracts.forEach(contract -> decoders.put(contract.topic(), new EventDecoder(contract)));
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("pattern-feed").start(this::run);
    }

    /// Whether everything has been read that was there at the start.
    boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

    @Override
    public void close() {
        closing.countDown();
        LogReader open = reader;
        if (open != null) {
            open.wakeup();
        }
        Thread running = thread;
        if (running != null) {
            try {
                running.join(CLOSE_LIMIT);
            } catch (InterruptedException _stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!isClosing()) {
            try (LogReader opened =
                    eventLog.reader(ReaderSettings.withoutGroup().gathering(POLL_LIMIT))) {
                reader = opened;
                assign(opened);
                while (!isClosing()) {
                    take(opened.poll(POLL_LIMIT));
                }
            } catch (TransientFailure e) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("Could not read patterns");
                rest();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Reading patterns again after a failure");
                rest();
            }
        }
    }

    private void assign(LogReader opened) {
        List<LogPartition> partitions = opened.partitionsOf(decoders.keySet());
        Map<LogPartition, Long> beginnings = opened.beginningOffsets(partitions);
        Map<LogPartition, Long> ends = opened.endOffsets(partitions);
        opened.assign(partitions);
        for (LogPartition partition : partitions) {
            long from = Math.max(beginnings.getOrDefault(partition, 0L), next.getOrDefault(partition, 0L));
            opened.seek(partition, from);
            next.put(partition, from);
            if (!caughtUp() && from < ends.getOrDefault(partition, 0L)) {
                ahead.put(partition, ends.getOrDefault(partition, 0L));
            }
        }
        settle();
    }

    private void take(List<LogRecord> records) {
        for (LogRecord record : records) {
            take(record);
            next.put(record.partition(), record.offset() + 1);
            ahead.computeIfPresent(record.partition(), (_, end) -> record.offset() + 1 < end ? end : null);
        }
        emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
        if (!records.isEmpty()) {
            to.pause();
        }
        settle();
    }

    private void settle() {
        if (!caughtUp() && (ahead.isEmpty() || emptyPolls >= ENOUGH_EMPTY_POLLS)) {
            caughtUp.countDown();
        }
    }

    private void take(LogRecord record) {
        EventDecoder decoder = decoders.get(record.partition().topic());
        SourcePosition position = new SourcePosition(
                record.partition().topic(), record.partition().number(), record.offset());
        if (decoder == null) {
            return;
        }
        try {
            to.read(PatternReader.read(decoder.decode(record.value(), record.headers(), position, record.timestamp())));
        } catch (Undecodable e) {
            log.atDebug()
                    .addKeyValue("position", position)
                    .addKeyValue("rule", e.rule())
                    .log("Left out a pattern");
        }
    }

    private void rest() {
        try {
            boolean _ = closing.await(RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _stopping) {
            closing.countDown();
        }
    }
}
