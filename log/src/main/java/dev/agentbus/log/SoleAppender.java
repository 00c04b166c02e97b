package dev.agentbus.log;

import java.util.List;

/// Appends for a part that one process plays at a time: opening one shuts out every earlier one of the same
/// name, wherever it runs. So whoever was away, and does not know that another has taken its place, writes
/// nothing. One thread at a time.
public interface SoleAppender extends AutoCloseable {
    /// Returns when all of them are durable, all or none for who reads whole appends.
    ///
    /// @return their positions, in order
    /// @throws ShutOut when another one was opened: none of them will be written
    /// @throws dev.agentbus.events.TransientFailure when it is open whether they are
    /// @throws dev.agentbus.events.PermanentFailure when the log will never take them
    List<Position> append(List<NewRecord> records);

    /// Whether it can't go on after a failure; who still has the part opens another.
    boolean isBroken();

    @Override
    void close();
}
