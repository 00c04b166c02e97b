package dev.agentbus.process.replay;

import java.util.Optional;

/// Where the past is read.
public sealed interface ReplayOrigin {
    /// In the log itself.
    record Log() implements ReplayOrigin {}

    /// In files of an archive, also what the log has forgotten.
    ///
    /// @param location a folder or `s3://bucket/prefix`; empty for the archive of this bus
    record Archive(Optional<String> location) implements ReplayOrigin {}
}
