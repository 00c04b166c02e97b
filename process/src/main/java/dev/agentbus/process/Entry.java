package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;

/// A record on its way through the worker.
sealed interface Entry {
    /// What an entry weighs beside its value: objects, key and headers, roughly.
    int OVERHEAD_BYTES = 200;

    LogRecord record();

    /// Read well.
    ///
    /// @param suspect the process died while this record was in hand: to be handled alone
    record Decoded(LogRecord record, DecodedEvent event, boolean suspect) implements Entry {}

    /// Can never be carried out.
    record Hopeless(LogRecord record, PermanentFailure cause, Disposition disposition, Attempts attempts)
            implements Entry {}

    default LogPartition partition() {
        return record().partition();
    }

    default Position position() {
        return record().position();
    }

    default long bytes() {
        byte[] value = record().value();
        byte[] key = record().key();
        return (long) OVERHEAD_BYTES + (value == null ? 0 : value.length) + (key == null ? 0 : key.length);
    }

    /// Whether it has to be handled by itself.
    default boolean alone() {
        return this instanceof Decoded decoded && decoded.suspect();
    }
}
