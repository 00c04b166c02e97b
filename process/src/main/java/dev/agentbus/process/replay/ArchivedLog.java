package dev.agentbus.process.replay;

import dev.agentbus.log.EventLog;
import dev.agentbus.log.ForwardingLog;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;

/// The log of a cluster as its archive remembers it: what is read comes from there, and positions are
/// that cluster's.
record ArchivedLog(EventLog log, ArchivedPast past) implements ForwardingLog {
    @Override
    public LogReader reader(ReaderSettings settings) {
        return past.reader(settings);
    }

    @Override
    public String clusterId() {
        return past.cluster();
    }

    /// The log itself stays open.
    @Override
    public void close() {}
}
