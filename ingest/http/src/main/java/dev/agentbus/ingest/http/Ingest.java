package dev.agentbus.ingest.http;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.ingest.skills.CallEvents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Takes requests in: cuts the body into events, checks each, hands all that are right to the door,
/// and only then waits for what became of them. Safe for any thread; blocks its caller.
final class Ingest {
    private final HttpIngestSettings settings;
    private final TopicDoors topics;
    private final CallEvents calls;
    private final EventDoor door;
    private final IdempotencyMemory memory;

    Ingest(HttpIngestSettings settings, TopicDoors topics, CallEvents calls, EventDoor door) {
        this.settings = settings;
        this.topics = topics;
        this.calls = calls;
        this.door = door;
        this.memory = new IdempotencyMemory(settings.idempotencyMemoryBytes());
    }

    /// @throws Refusal when the request is refused as a whole
    Answer take(IngestRequest request, IngestMeters meters) {
        String key = request.idempotencyKey().orElse(null);
        if (key == null) {
            return publish(request, meters);
        }
        return memory.once(request.topic() + "\n" + key, digest(request), () -> publish(request, meters));
    }

    private Answer publish(IngestRequest request, IngestMeters meters) {
        EventIntake intake = topics.of(request.topic());
        List<Outcome> checked = request.form() == BodyForm.CALL ? List.of(call(request)) : check(request, intake);
        Batch batch = new Batch(settle(checked));
        meters.count(request.topic(), batch);
        return batch.answer(settings.retryAfter().toSeconds());
    }

    private List<Outcome> check(IngestRequest request, EventIntake intake) {
        List<Item> items = itemsOf(request);
        if (items.isEmpty()) {
            throw new Refusal(400, "no events", "Cannot publish: the body must hold at least one event, got: none");
        }
        List<Outcome> outcomes = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Outcome outcome = check(items.get(i), i, request, intake);
            boolean wholeBody = request.form() == BodyForm.JSON || request.form() == BodyForm.CLOUD_EVENT;
            if (wholeBody && outcome instanceof Outcome.Rejected rejected && rejected.isMalformed()) {
                throw JsonItems.malformed(request.body());
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private List<Item> itemsOf(IngestRequest request) {
        byte[] body = request.body();
        int max = settings.maxEvents();
        return switch (request.form()) {
            case JSON -> {
                List<byte[]> items = JsonItems.of(body, max);
                if (request.cloudEvent().isEmpty()) {
                    yield bare(items);
                }
                if (items.size() != 1) {
                    throw new Refusal(
                            400,
                            "not one event",
                            "Cannot publish: a binary CloudEvent must be one event, got: " + items.size());
                }
                yield List.of(CloudEvents.binary(request.cloudEvent(), items.getFirst()));
            }
            case LINES -> bare(JsonItems.lines(body, max));
            case CLOUD_EVENT, CLOUD_EVENTS ->
                JsonItems.of(body, max).stream().map(CloudEvents::structured).toList();
            case CALL -> List.of();
        };
    }

    private static List<Item> bare(List<byte[]> items) {
        return items.stream().<Item>map(Item.Payload::bare).toList();
    }

    private static Outcome check(Item item, int index, IngestRequest request, EventIntake intake) {
        return switch (item) {
            case Item.Broken broken -> new Outcome.Rejected(List.of(broken.violation()));
            case Item.Payload payload ->
                switch (intake.take(payload.json(), beside(payload.beside(), index, request))) {
                    case Intake.Accepted accepted -> new Outcome.Accepted(accepted.event(), Optional.empty());
                    case Intake.Refused refused -> new Outcome.Rejected(refused.violations());
                };
        };
    }

    private static EventIntake.Beside beside(EventIntake.Beside given, int index, IngestRequest request) {
        Optional<EventId> id = given.id()
                .or(() -> request.idempotencyKey()
                        .map(key -> EventId.named("%s\n%s\n%d".formatted(request.topic(), key, index))));
        if (request.traceparent().isEmpty()) {
            return id.equals(given.id()) ? given : new EventIntake.Beside(id, given.time(), given.headers());
        }
        List<Header> headers = new ArrayList<>(given.headers());
        headers.addAll(request.traceHeaders());
        return new EventIntake.Beside(id, given.time(), headers);
    }

    private Outcome call(IngestRequest request) {
        try {
            Event event = calls.eventOf(request.body(), Instant.now());
            if (!event.topic().value().equals(request.topic())) {
                throw new PermanentFailure("Cannot accept event: the call must be for the topic %s, got: %s"
                        .formatted(request.topic(), event.topic()));
            }
            return new Outcome.Accepted(event, Optional.empty());
        } catch (PermanentFailure e) {
            String message = String.valueOf(e.getMessage());
            return new Outcome.Rejected(List.of(new Violation("$", "call", "a skill call", message)));
        }
    }

    private List<Outcome> settle(List<Outcome> checked) {
        List<Event> events = checked.stream()
                .flatMap(outcome ->
                        outcome instanceof Outcome.Accepted accepted ? Stream.of(accepted.event()) : Stream.empty())
                .toList();
        Iterator<Outcome> settled =
                new Handover(door, settings.receiptTimeout()).handOver(events).iterator();
        return checked.stream()
                .map(outcome -> outcome instanceof Outcome.Accepted ? settled.next() : outcome)
                .toList();
    }

    private static byte[] digest(IngestRequest request) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(request.form().name().getBytes(StandardCharsets.UTF_8));
            return sha256.digest(request.body());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
