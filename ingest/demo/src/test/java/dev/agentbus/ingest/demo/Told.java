package dev.agentbus.ingest.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a fleet said, read.
record Told(FleetEvent event, JsonNode payload) {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    static Told of(FleetEvent event) {
        return new Told(event, JsonMapper.shared().readTree(event.payload(moment(event))));
    }

    /// At the fleet's own speed.
    static Moment moment(FleetEvent event) {
        return Pace.REAL.momentOf(0, event.atMillis(), START);
    }

    /// The first events of a fleet.
    static List<Told> first(int events, long seed, int agents) {
        Fleet fleet = Fleet.of(seed, agents);
        return Stream.generate(fleet::next).limit(events).map(Told::of).toList();
    }

    /// All until some time of the fleet's own.
    static List<Told> until(long atMillis, long seed, int agents) {
        Fleet fleet = Fleet.of(seed, agents);
        return Stream.generate(fleet::next)
                .takeWhile(event -> event.atMillis() < atMillis)
                .map(Told::of)
                .toList();
    }

    boolean is(String topic) {
        return event.topic().value().equals(topic);
    }

    String text(String field) {
        return payload.path(field).asString("");
    }

    String trace() {
        return text("correlation_id");
    }

    static String json(FleetEvent event, Moment moment) {
        return new String(event.payload(moment), StandardCharsets.UTF_8);
    }
}
