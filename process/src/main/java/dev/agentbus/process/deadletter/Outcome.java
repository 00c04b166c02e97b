package dev.agentbus.process.deadletter;

import dev.agentbus.log.Position;

/// What became of one letter in a redrive.
public sealed interface Outcome {
    /// Its record is in the log again, acknowledged.
    record Redriven(Position to) implements Outcome {}

    /// A dry run would have redriven it.
    ///
    /// @param objection why it would fail again, as far as its contract can say now; empty when it can be
    ///     read
    record WouldRedrive(String objection) implements Outcome {}

    /// Nothing was done, because of what it is already.
    record Skipped(LetterStatus status) implements Outcome {}

    /// Can't be redriven as it is.
    record Refused(String reason) implements Outcome {}

    /// Not now; may be redriven again.
    record Failed(String reason) implements Outcome {}

    /// There is no such letter.
    record Missing() implements Outcome {}
}
