package dev.agentbus.process.deadletter;

import dev.agentbus.log.Position;
import java.time.Instant;
import java.util.Optional;

/// A letter and what has become of it.
///
/// @param sequence in which order letters came; the page after this one begins before it
/// @param reason why it was discarded or parked; empty otherwise
/// @param since when it came into its status
/// @param redrivenTo where its record stands now
public record StoredLetter(
        Letter letter,
        long sequence,
        LetterStatus status,
        String reason,
        Instant since,
        Optional<Edit> edit,
        Optional<Position> redrivenTo) {}
