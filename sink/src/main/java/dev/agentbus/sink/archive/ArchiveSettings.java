package dev.agentbus.sink.archive;

import dev.agentbus.events.Misconfigured;
import java.nio.file.Path;
import java.time.Duration;

/// When files of the archive are closed, and how much is held until then.
///
/// @param spool a folder of this process alone, for what is not yet written; emptied at start
/// @param fileBytes original bytes after which the files of a partition are closed
/// @param fileAge how long the first event of a partition's files waits, by the wall clock
/// @param heldBytes original bytes held over all partitions before the largest one's files are closed
public record ArchiveSettings(Path spool, long fileBytes, Duration fileAge, long heldBytes) {
    public static final long DEFAULT_FILE_BYTES = 64L << 20;
    public static final Duration DEFAULT_FILE_AGE = Duration.ofMinutes(15);
    /// On disk, not in memory: some full partitions and many small ones.
    public static final long DEFAULT_HELD_BYTES = 512L << 20;

    public ArchiveSettings {
        if (fileBytes < 1) {
            throw new Misconfigured("archive.file.mib must be at least 1, got: " + fileBytes + " bytes");
        }
        if (fileAge.isNegative() || fileAge.isZero()) {
            throw new Misconfigured("archive.file.seconds must be at least 1, got: " + fileAge);
        }
        if (heldBytes < fileBytes) {
            throw new Misconfigured("archive.held-mib must be at least archive.file.mib (%d bytes), got: %d bytes"
                    .formatted(fileBytes, heldBytes));
        }
    }

    public ArchiveSettings withSpool(Path folder) {
        return new ArchiveSettings(folder, fileBytes, fileAge, heldBytes);
    }

    public static ArchiveSettings spoolingTo(Path spool) {
        return new ArchiveSettings(spool, DEFAULT_FILE_BYTES, DEFAULT_FILE_AGE, DEFAULT_HELD_BYTES);
    }
}
