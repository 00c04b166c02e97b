package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import java.util.Set;

/// A sink that holds back what it is given, to write it in larger pieces. What it holds goes with
/// the process and is read again: [#claim] answers how far everything is durable, not how far it
/// was taken.
///
/// After a failure [#store] may have taken some of a batch; it knows those again.
public interface HoldingSink extends BatchSink {
    /// Writes what has become due, and forgets what it holds of other partitions than these. Called
    /// every second or so, also when no events come.
    ///
    /// @throws dev.agentbus.events.TransientFailure when the destination can't do it now
    StoreOutcome writeDue(Set<LogPartition> owned);

    /// As [#writeDue], but everything: the worker stops.
    StoreOutcome writeAll(Set<LogPartition> owned);
}
