package dev.agentbus.ingest.http;

import dev.agentbus.events.Event;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.log.Position;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// The outcomes of a request's events, in their order, and the answer that they make.
record Batch(List<Outcome> outcomes) {
    Batch {
        outcomes = List.copyOf(outcomes);
    }

    long accepted() {
        return count(Outcome.Accepted.class);
    }

    long count(Class<? extends Outcome> kind) {
        return outcomes.stream().filter(kind::isInstance).count();
    }

    /// 202 when at least one event is durable; else what fits the failures: 503, 429, 413 or 422.
    int status() {
        if (accepted() > 0) {
            return 202;
        }
        int failed = outcomes.stream()
                .mapToInt(outcome -> outcome instanceof Outcome.Failed failure ? failure.status() : 0)
                .max()
                .orElse(0);
        if (failed > 0) {
            return failed;
        }
        boolean tooLarge = outcomes.stream()
                .allMatch(outcome -> outcome instanceof Outcome.Rejected rejected && rejected.isTooLarge());
        return tooLarge ? 413 : 422;
    }

    Answer answer(long retryAfterSeconds) {
        boolean again = outcomes.stream().anyMatch(Outcome.Failed.class::isInstance);
        Map<String, String> headers = again ? Map.of(Answer.RETRY_AFTER, Long.toString(retryAfterSeconds)) : Map.of();
        return Answer.json(status(), headers, this::write);
    }

    private void write(JsonGenerator json) {
        if (accepted() == 0) {
            json.writeStringProperty("error", nameOf(outcomes.getFirst()));
            json.writeStringProperty("message", messageOf(outcomes.getFirst()));
        }
        json.writeName("receipts");
        json.writeStartArray();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Accepted accepted) {
                writeReceipt(json, i, accepted);
            }
        }
        json.writeEndArray();
        json.writeNumberProperty("accepted", accepted());
        json.writeNumberProperty("rejected", outcomes.size() - accepted());
        if (accepted() < outcomes.size()) {
            json.writeName("errors");
            json.writeStartArray();
            for (int i = 0; i < outcomes.size(); i++) {
                writeError(json, i, outcomes.get(i));
            }
            json.writeEndArray();
        }
    }

    private static void writeReceipt(JsonGenerator json, int index, Outcome.Accepted accepted) {
        Event event = accepted.event();
        json.writeStartObject();
        json.writeNumberProperty("index", index);
        json.writeStringProperty("event_id", event.id().value());
        json.writeStringProperty("topic", event.topic().value());
        Position position = accepted.position().orElse(null);
        if (position == null) {
            json.writeNullProperty("partition");
            json.writeNullProperty("offset");
        } else {
            json.writeNumberProperty("partition", position.partition().number());
            json.writeNumberProperty("offset", position.offset());
        }
        json.writeStringProperty("status", position == null ? "spooled" : "stored");
        json.writeEndObject();
    }

    private static void writeError(JsonGenerator json, int index, Outcome outcome) {
        switch (outcome) {
            case Outcome.Accepted _ -> {}
            case Outcome.Rejected rejected -> {
                beginError(json, index, rejected.isTooLarge() ? 413 : 422, outcome);
                json.writeName("violations");
                json.writeStartArray();
                rejected.violations().forEach(violation -> write(json, violation));
                json.writeEndArray();
                json.writeEndObject();
            }
            case Outcome.Failed failed -> {
                beginError(json, index, failed.status(), outcome);
                json.writeStringProperty("event_id", failed.event().id().value());
                json.writeEndObject();
            }
        }
    }

    private static void beginError(JsonGenerator json, int index, int status, Outcome outcome) {
        json.writeStartObject();
        json.writeNumberProperty("index", index);
        json.writeNumberProperty("status", status);
        json.writeStringProperty("error", nameOf(outcome));
        json.writeStringProperty("message", messageOf(outcome));
    }

    private static void write(JsonGenerator json, Violation violation) {
        json.writeStartObject();
        json.writeStringProperty("field", violation.field());
        json.writeStringProperty("rule", violation.rule());
        json.writeStringProperty("value", violation.value());
        json.writeStringProperty("message", violation.message());
        json.writeEndObject();
    }

    private static String nameOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "accepted";
            case Outcome.Rejected rejected -> rejected.isTooLarge() ? "event too large" : "invalid event";
            case Outcome.Failed failed -> failed.status() == 429 ? "busy" : "unavailable";
        };
    }

    private static String messageOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "Accepted";
            case Outcome.Rejected rejected -> rejected.violations().getFirst().message();
            case Outcome.Failed failed -> failed.message();
        };
    }
}
