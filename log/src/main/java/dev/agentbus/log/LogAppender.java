package dev.agentbus.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Appends records, in order per partition. One thread at a time.
public interface LogAppender extends AutoCloseable {
    /// Hands the record to the log. May block for the appender's bounded time when the log can't be
    /// reached or is slow.
    ///
    /// @return completes with the position once the record is durable (acknowledged by all in-sync
    ///     replicas), or with a [dev.agentbus.events.TransientFailure] (it may or may not have been
    ///     written) or a [dev.agentbus.events.PermanentFailure] (never acceptable, e.g. too large).
    ///     Completed on a thread of the log: don't block in it
    CompletableFuture<Position> append(NewRecord record);

    /// Sends what waits for a fuller batch, and returns when every future so far is completed.
    void flush();

    /// Gives up at once: futures that are still open complete with a
    /// [dev.agentbus.events.TransientFailure], in the order of their records.
    void abort();

    /// Waits up to `limit` for open futures, then gives up on the rest as [#abort()] does.
    void close(Duration limit);

    @Override
    default void close() {
        close(Duration.ofSeconds(5));
    }
}
