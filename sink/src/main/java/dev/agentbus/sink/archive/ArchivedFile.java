package dev.agentbus.sink.archive;

import java.time.Instant;

/// A file of the archive, as its manifest describes it.
///
/// @param key its name in the store
/// @param hour the beginning of the hour its events happened in
/// @param rows events in it
/// @param firstOffset of its first event; events of other hours may lie between
/// @param lastOffset of its last event
public record ArchivedFile(
        String key,
        Instant hour,
        long rows,
        long firstOffset,
        long lastOffset,
        Instant firstTime,
        Instant lastTime,
        long bytes,
        String sha256) {
    ObjectStore.Stat stat() {
        return new ObjectStore.Stat(bytes, sha256);
    }
}
