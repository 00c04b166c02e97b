/// The archive beside a plain Parquet writer. Start at [ArchiveBench].
@NullMarked
package dev.agentbus.bench.archive;

import org.jspecify.annotations.NullMarked;
