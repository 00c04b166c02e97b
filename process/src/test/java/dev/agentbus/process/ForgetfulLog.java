package dev.agentbus.process;

import dev.agentbus.log.ForwardingLog;
import dev.agentbus.log.ForwardingReader;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A log in memory whose partitions begin later, as after retention; and that shows the readers it
/// gave out.
record ForgetfulLog(MemoryLog log, long beginning, ConcurrentLinkedQueue<LogReader> readers) implements ForwardingLog {
    ForgetfulLog(MemoryLog log, long beginning) {
        this(log, beginning, new ConcurrentLinkedQueue<>());
    }

    @Override
    public LogReader reader(ReaderSettings settings) {
        LogReader reader = log.reader(settings);
        readers.add(reader);
        return new Reader(reader, beginning);
    }

    private record Reader(LogReader reader, long beginning) implements ForwardingReader {
        @Override
        public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
            Map<LogPartition, Long> beginnings = new HashMap<>();
            partitions.forEach(partition -> beginnings.put(partition, beginning));
            return beginnings;
        }
    }
}
