package dev.agentbus.log;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.util.Optional;

/// How a reader reads.
///
/// @param group the consumer group, for readers that subscribe
/// @param maxPollRecords records per poll at most
/// @param start where a partition without a position begins
/// @param wholeOnly whether what a [SoleAppender] appends at once is seen at once, and not at all when it
///     was broken off. Such a reader waits for an append on its way, also for what others wrote behind it
/// @param gather how long the log may wait for more records before it answers with a few: to ask for single records
///     costs both sides more than all that is done with them
public record ReaderSettings(
        Optional<String> group, int maxPollRecords, Start start, boolean wholeOnly, Duration gather) {
    /// Enough to fill several batches of a worker, little enough to stay far below its poll
    /// interval.
    public static final int DEFAULT_MAX_POLL_RECORDS = 2_000;

    /// Where reading begins without a position.
    public enum Start {
        EARLIEST,
        LATEST
    }

    public ReaderSettings {
        if (maxPollRecords < 1) {
            throw new Misconfigured("reader.max-poll-records must be at least 1, got: " + maxPollRecords);
        }
        if (gather.isNegative()) {
            throw new Misconfigured("reader.gather must not be negative, got: " + gather);
        }
    }

    public ReaderSettings(Optional<String> group, int maxPollRecords, Start start) {
        this(group, maxPollRecords, start, false, Duration.ZERO);
    }

    public static ReaderSettings ofGroup(String group) {
        return new ReaderSettings(Optional.of(group), DEFAULT_MAX_POLL_RECORDS, Start.EARLIEST);
    }

    public static ReaderSettings withoutGroup() {
        return new ReaderSettings(Optional.empty(), DEFAULT_MAX_POLL_RECORDS, Start.EARLIEST);
    }

    public static ReaderSettings ofWholeAppends() {
        return new ReaderSettings(Optional.empty(), DEFAULT_MAX_POLL_RECORDS, Start.EARLIEST, true, Duration.ZERO);
    }

    public ReaderSettings gathering(Duration longest) {
        return new ReaderSettings(group, maxPollRecords, start, wholeOnly, longest);
    }
}
