/// The log as Parquet files, on S3 or in a folder: in come the records of every topic, byte for byte; out
/// go files by topic, date and hour of the event, each record in exactly one of them, and from there
/// back into the log.
///
/// Start reading at [ArchiveSink], then [Chain] (which offsets belong to which files, decided once
/// for all processes), [SegmentWriter] (a spool becomes files) and [Restore];
/// [ArchivedPasts] finds what a replay reads.
@NullMarked
package dev.agentbus.sink.archive;

import org.jspecify.annotations.NullMarked;
