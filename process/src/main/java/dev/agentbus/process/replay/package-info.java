/// Reading the past again.
///
/// Enters: a [ReplayRequest][dev.agentbus.process.replay.ReplayRequest]: which events, from the log
/// or an archive, and where they go. Leaves: the events, through a worker of a fresh group into the
/// sink, or into a view that is thrown away; or the positions of a group, set back. Start at
/// [Replays][dev.agentbus.process.replay.Replays], then `ReplaySources` (what is read), `ReplayJob`
/// and the kinds of `Work`; `RangeReader` reads, `Selection` chooses, `Gate` paces.
@NullMarked
package dev.agentbus.process.replay;

import org.jspecify.annotations.NullMarked;
