package dev.agentbus.view;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// Parts of the state as JSON, as REST answers and frames share them.
final class StateJson {
    private static final int INITIAL_EVENTS = 100;
    private static final int INITIAL_OTHERS = 50;

    private StateJson() {}

    static void writeMetrics(JsonBytes out, Snapshot snapshot, long nowMillis) {
        out.beginArray();
        for (AgentMetrics metrics : snapshot.metrics()) {
            metrics.writeTo(out, nowMillis);
        }
        out.endArray();
    }

    /// Newest first, up to `limit` of those that match.
    ///
    /// @return how many
    static int writeEvents(JsonBytes out, TimeLine.View events, int limit, Predicate<ViewEvent> wanted) {
        int written = 0;
        out.beginArray();
        for (int i = 0; i < events.size() && written < limit; i++) {
            ViewEvent event = events.newest(i);
            if (wanted.test(event)) {
                out.raw(event.json());
                written++;
            }
        }
        out.endArray();
        return written;
    }

    /// Durations in milliseconds; `cacheHitRate` in percent, 0 to 100.
    static void writeQueries(JsonBytes out, PairTally queries) {
        int said = queries.successes() + queries.failures();
        out.beginObject()
                .field("totalQueries", queries.count())
                .field("cacheHitCount", queries.successes())
                .field("avgRoutingDuration", AgentMetrics.rounded(queries.meanDuration()))
                .field("totalRoutingDuration", queries.durationSum())
                .field("cacheHitRate", AgentMetrics.rounded(said == 0 ? 0 : 100.0 * queries.successes() / said))
                .endObject();
    }

    static void writeHealth(JsonBytes out, Snapshot snapshot, FeedStatus status, Instant now) {
        Snapshot.Counters counters = snapshot.counters();
        out.beginObject()
                .field("status", status.healthy() ? "healthy" : "unhealthy")
                .field("eventsProcessed", counters.folded())
                .field("recentActionsCount", snapshot.newest(Kind.ACTION).size())
                .field("timestamp", now.toString())
                .field("connected", status.connected())
                .field("catchingUp", status.catchingUp())
                .field("message", status.message())
                .field("asOf", status.asOf() == null ? null : status.asOf().toString())
                .field("agents", snapshot.metrics().size())
                .field("duplicates", counters.duplicates())
                .field("tooOld", counters.tooOld())
                .field("undecodable", status.undecodable())
                .field("traces", counters.traces())
                .field("traceBytes", counters.traceBytes())
                .name("topics")
                .beginObject();
        snapshot.topics().forEach((topic, count) -> out.field(topic, count.longValue()));
        out.endObject().endObject();
    }

    /// The frame with which a client starts (`INITIAL_STATE`) or which it asked for
    /// (`CURRENT_STATE`).
    static Frame stateFrame(String type, Snapshot snapshot, FeedStatus status, Instant now) {
        JsonBytes out = new JsonBytes(16 << 10);
        out.beginObject().field("type", type).name("data").beginObject().name("metrics");
        writeMetrics(out, snapshot, now.toEpochMilli());
        writeEvents(out.name("recentActions"), snapshot.newest(Kind.ACTION), INITIAL_EVENTS, _ -> true);
        writeEvents(out.name("routingDecisions"), snapshot.newest(Kind.DECISION), INITIAL_EVENTS, _ -> true);
        writeEvents(out.name("recentTransformations"), snapshot.newest(Kind.TRANSFORMATION), INITIAL_OTHERS, _ -> true);
        writeEvents(out.name("performanceMetrics"), snapshot.newest(Kind.PERFORMANCE), INITIAL_OTHERS, _ -> true);
        writeHealth(out.name("health"), snapshot, status, now);
        out.endObject().field("timestamp", now.toString()).endObject();
        return Frame.of(type, Channel.SYSTEM, out.toBytes());
    }

    /// @param shown the events since the last update
    static Frame metricsFrame(Snapshot snapshot, FeedStatus status, IngestSpan shown, Instant now) {
        JsonBytes out = new JsonBytes(4 << 10);
        out.beginObject().field("type", "AGENT_METRIC_UPDATE").name("data");
        writeMetrics(out, snapshot, now.toEpochMilli());
        writeStatus(out.name("reading"), status);
        shown.writeTo(out);
        out.field("timestamp", now.toString()).endObject();
        return Frame.of("AGENT_METRIC_UPDATE", Channel.METRICS, out.toBytes());
    }

    static Frame statusFrame(FeedStatus status, Instant now) {
        JsonBytes out = new JsonBytes().beginObject().field("type", "CONSUMER_STATUS");
        writeStatus(out.name("data"), status);
        out.field("timestamp", now.toString()).endObject();
        return Frame.of("CONSUMER_STATUS", Channel.SYSTEM, out.toBytes());
    }

    /// The answer to a client's ping: the server's time, and how true the view is at it.
    static Frame pongFrame(FeedStatus status, Instant now) {
        JsonBytes out = new JsonBytes().beginObject().field("type", "PONG").field("timestamp", now.toString());
        writeStatus(out.name("data"), status);
        return Frame.of("PONG", Channel.SYSTEM, out.endObject().toBytes());
    }

    private static void writeStatus(JsonBytes out, FeedStatus status) {
        out.beginObject()
                .field("status", status.connected() ? "connected" : "disconnected")
                .field("catchingUp", status.catchingUp())
                .field("message", status.message())
                .field("asOf", status.asOf() == null ? null : status.asOf().toString())
                .endObject();
    }

    /// @param report a JSON object that is not empty
    static Frame busFrame(byte[] report, Snapshot snapshot, FeedStatus status, Instant now) {
        JsonBytes out = new JsonBytes(16 << 10).beginObject().field("type", "SYSTEM_STATE");
        out.name("data").beginObject().members(report);
        writeHealth(out.name("view"), snapshot, status, now);
        out.endObject().field("timestamp", now.toString()).endObject();
        return Frame.of("SYSTEM_STATE", Channel.BUS, out.toBytes());
    }

    static Frame tracesFrame(List<TraceSummary> newest, Instant now) {
        JsonBytes out = new JsonBytes(16 << 10).beginObject().field("type", "TRACES_UPDATE");
        writeTraces(out.name("data"), newest);
        out.field("timestamp", now.toString()).endObject();
        return Frame.of("TRACES_UPDATE", Channel.TRACES, out.toBytes());
    }

    /// @param report a JSON value
    static Frame newsFrame(Channel channel, String report, Instant now) {
        String type = channel.name() + "_UPDATE";
        JsonBytes out = new JsonBytes(report.length() + 100).beginObject().field("type", type);
        out.name("data").raw(report.getBytes(StandardCharsets.UTF_8));
        out.field("timestamp", now.toString()).endObject();
        return Frame.of(type, channel, out.toBytes());
    }

    static void writeTraces(JsonBytes out, List<TraceSummary> traces) {
        out.beginArray();
        traces.forEach(trace -> trace.writeTo(out));
        out.endArray();
    }

    static Frame errorFrame(String message, Instant now) {
        byte[] json = new JsonBytes()
                .beginObject()
                .field("type", "ERROR")
                .name("data")
                .beginObject()
                .field("message", message)
                .field("timestamp", now.toString())
                .endObject()
                .field("message", message)
                .field("timestamp", now.toString())
                .endObject()
                .toBytes();
        return Frame.of("ERROR", Channel.ERRORS, json);
    }
}
