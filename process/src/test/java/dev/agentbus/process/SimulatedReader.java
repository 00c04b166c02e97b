package dev.agentbus.process;

import dev.agentbus.log.ForwardingReader;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.List;

/// Waits on virtual time.
record SimulatedReader(LogReader reader, VirtualTime time) implements ForwardingReader {
    @Override
    public List<LogRecord> poll(Duration limit) {
        List<LogRecord> records = reader.poll(Duration.ZERO);
        if (records.isEmpty()) {
            time.advance(limit);
        }
        return records;
    }
}
