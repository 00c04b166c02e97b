package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;

/// A record on its way through the worker.
sealed interface Entry {
    /// What an entry weighs beside its value: objects, key and headers, roughly.
    int OVERHEAD_BYTES = 200;

    LogRecord record();

    /// Read well.
    record Decoded(LogRecord record, DecodedEvent event) implements Entry {}

    /// Can never be carried out.
    record Hopeless(LogRecord record, PermanentFailure cause) implements Entry {}

    default LogPartition partition() {
        return record().partition();
    }

    default long bytes() {
        byte[] value = record().value();
        return (long) OVERHEAD_BYTES + (value == null ? 0 : value.length);
    }
}
