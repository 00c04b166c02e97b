/// HTTP ingest, acknowledged by a real broker, beside a Kafka producer without anything in front.
///
/// Start at [HttpIngestBench][dev.agentbus.bench.http.HttpIngestBench].
@NullMarked
package dev.agentbus.bench.http;

import org.jspecify.annotations.NullMarked;
