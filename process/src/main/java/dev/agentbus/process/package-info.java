/// Seeing each event to an end.
///
/// Enters: records of the log, read by one consumer group. Leaves: effects, exactly once, by a
/// [BatchSink][dev.agentbus.process.BatchSink]; or dead letters. Start at
/// [Worker][dev.agentbus.process.Worker] (`new Worker(log, sink, WorkerSettings.DEFAULT, meters)`,
/// then `start()` and `stop()`), then `WorkerSession`, which is one membership in the group, and
/// `Delivery`, which brings one batch to its end.
@NullMarked
package dev.agentbus.process;

import org.jspecify.annotations.NullMarked;
