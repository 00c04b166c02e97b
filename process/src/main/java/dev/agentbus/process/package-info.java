/// Seeing each event to an end.
///
/// Enters: records of the log, read by one consumer group. Leaves: effects, exactly once, by a
/// [BatchSink][dev.agentbus.process.BatchSink]; or dead letters. Start at
/// [Worker][dev.agentbus.process.Worker] (`new Worker(log, sink, WorkerSettings.DEFAULT, meters)`,
/// then `start()` and `stop()`), then `Session`, which is one membership in the group: a `SinkSession`
/// with its `Delivery` brings batches to their end, a `HandlerSession` with its `Dispatcher` single
/// events.
@NullMarked
package dev.agentbus.process;

import org.jspecify.annotations.NullMarked;
