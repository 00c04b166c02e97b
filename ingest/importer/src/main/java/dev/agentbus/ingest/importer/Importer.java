package dev.agentbus.ingest.importer;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.Event;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads the files of one format as agent events. Safe for any thread.
public interface Importer {
    /// What came out of one file.
    ///
    /// @param trace ties the run's events together
    /// @param actions how many actions the run had
    /// @param failures how many of them failed
    /// @param success whether the run reached its end
    record Run(CorrelationId trace, int actions, int failures, boolean success) {}

    /// The name of the format, as the command line takes it.
    String format();

    /// Hands the file's events to `sink`, one after the other: it may block, and nothing is read
    /// ahead of it. Ids and times depend on the file alone.
    ///
    /// @throws dev.agentbus.events.PermanentFailure when the file is none of this format; then
    ///     `sink` got nothing
    Run read(Path file, Consumer<Event> sink);
}
