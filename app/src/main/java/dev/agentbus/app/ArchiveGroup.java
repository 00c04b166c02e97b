package dev.agentbus.app;

import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.ArchiveSink;
import java.time.Clock;
import java.time.Duration;

/// The reader that keeps every record in the archive. A store that is away holds up nobody else, so
/// it does not make the process unready; `groups` says why it waits.
final class ArchiveGroup {
    /// As many as a poll brings: taking them costs no round trip.
    private static final BatchLimits BATCH =
            new BatchLimits(2_000, BatchLimits.DEFAULT.bytes(), Duration.ofMillis(500));

    private ArchiveGroup() {}

    static void start(Assembly assembly, Ground ground) {
        ArchivePlace place = assembly.settings().archive();
        if (!place.enabled()) {
            return;
        }
        Archive archive = assembly.opened("archive store", place.open(Clock.systemUTC()));
        ArchiveSink sink = new ArchiveSink(
                archive,
                ground.contracts(),
                place.limits().withSpool(ground.folder().archiveSpool()),
                Clock.systemUTC());
        sink.bind(assembly.meters());
        assembly.started(
                "archive",
                new Worker(
                        ground.eventLog(),
                        sink,
                        WorkerSettings.ofGroup(ArchiveSink.GROUP)
                                .withBatch(BATCH)
                                .withMarks(ground.folder().marks()),
                        assembly.meters()));
    }
}
