package dev.agentbus.ingest.sdk;

import dev.agentbus.log.NewRecord;

/// An event as it will stand in the log: redacted, with its envelope. What goes into the spool is
/// the same.
record Outgoing(Pending pending, NewRecord record) {
    int bytes() {
        return pending.bytes();
    }
}
