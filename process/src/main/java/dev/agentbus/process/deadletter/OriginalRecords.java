package dev.agentbus.process.deadletter;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Reads single records where they stand in the log. One thread.
final class OriginalRecords {
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL_LIMIT = Duration.ofMillis(200);

    private final EventLog log;

    OriginalRecords(EventLog log) {
        this.log = log;
    }

    /// Empty when the log does not hold it any more.
    ///
    /// @throws TransientFailure when the log can't be read now
    Optional<LogRecord> find(Origin origin) {
        LogPartition partition = origin.position().partition();
        long offset = origin.position().offset();
        try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            if (!reader.partitionsOf(List.of(origin.topic())).contains(partition)) {
                return Optional.empty();
            }
            reader.assign(List.of(partition));
            boolean there =
                    offset >= reader.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L)
                            && offset < reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            if (!there) {
                return Optional.empty();
            }
            reader.seek(partition, offset);
            return first(reader, origin);
        }
    }

    private static Optional<LogRecord> first(LogReader reader, Origin origin) {
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            List<LogRecord> records = reader.poll(POLL_LIMIT);
            if (!records.isEmpty()) {
                return Optional.of(records.getFirst()).filter(record -> isIt(record, origin));
            }
        }
        throw new TransientFailure("Cannot read record: the log did not give it within %s, got: nothing at %s"
                .formatted(READ_LIMIT, origin.position()));
    }

    /// At another time it is a record of another log under the same name.
    private static boolean isIt(LogRecord record, Origin origin) {
        return record.offset() == origin.position().offset()
                && origin.time()
                        .filter(time -> !millis(time).equals(millis(record.timestamp())))
                        .isEmpty();
    }

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
