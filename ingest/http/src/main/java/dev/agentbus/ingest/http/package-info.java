/// How events enter over HTTP.
///
/// Enters: requests. Leaves: receipts, once the log or the spool holds the events. Start at
/// `IngestRoutes`.
@NullMarked
package dev.agentbus.ingest.http;

import org.jspecify.annotations.NullMarked;
