package dev.agentbus.log;

/// Where a record stands in the log.
public record Position(LogPartition partition, long offset) {
    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
