package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus trace`: everything that happened under one correlation id, oldest first.
@Command(
        name = "trace",
        description = "Show everything that happened under one correlation id, oldest first.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:shown", "1:there is no such trace, or no bus answers", "2:wrong usage"})
final class TraceCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /// The first of these that an event has says most about it.
    private static final List<String> TELLING = List.of(
            "original_prompt",
            "user_request",
            "user_prompt",
            "file_path",
            "pattern_name",
            "error_message",
            "failure_type",
            "event_type",
            "status");

    /// What the rest of a trace's lines says, and what says nothing to a person.
    private static final Set<String> SAID_BEFORE = Set.of("event_id", "correlation_id", "timestamp");

    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "The correlation id.")
    private String id = "";

    @Option(names = "--json", description = "The whole trace as one JSON object.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            JsonNode first = page(bus, 0);
            long total = first.path("summary").path("totalEvents").asLong(0);
            if (total == 0) {
                throw new PermanentFailure(
                        "Cannot show trace: no event has this correlation id, got: " + Printable.of(id, 100));
            }
            if (json) {
                screen.json(whole(bus, first));
            } else {
                print(bus, first, screen);
            }
        }
        return 0;
    }

    private JsonNode page(BusClient bus, long offset) {
        BusClient.Answer answer = bus.get("/api/intelligence/trace/%s?order=asc&limit=%d&offset=%d"
                .formatted(BusClient.encoded(id), PAGE, offset));
        if (!answer.isOk()) {
            throw new PermanentFailure(
                    "Cannot show trace: %s, got: HTTP %d".formatted(Printable.of(answer.message()), answer.status()));
        }
        return answer.body();
    }

    private JsonNode whole(BusClient bus, JsonNode first) {
        ObjectNode whole = (ObjectNode) first.deepCopy();
        ArrayNode events = whole.withArray("events");
        JsonNode page = first;
        while (page.path("hasMore").asBoolean(false) && !page.path("events").isEmpty()) {
            page = page(bus, events.size());
            page.path("events").forEach(events::add);
        }
        whole.remove("hasMore");
        whole.remove("offset");
        whole.remove("limit");
        return whole;
    }

    private void print(BusClient bus, JsonNode first, Screen screen) {
        JsonNode summary = first.path("summary");
        screen.line("trace %s: %d events, %d actions, %d routing decisions, %d errors, %,d ms"
                .formatted(
                        Printable.of(id),
                        summary.path("totalEvents").asLong(),
                        summary.path("actions").asLong(),
                        summary.path("routingDecisions").asLong(),
                        summary.path("errors").asLong(),
                        summary.path("totalDurationMs").asLong()));
        JsonNode page = first;
        long shown = 0;
        while (!page.path("events").isEmpty()) {
            for (JsonNode event : page.path("events")) {
                if (!screen.line(line(event))) {
                    return;
                }
                shown++;
            }
            if (!page.path("hasMore").asBoolean(false)) {
                break;
            }
            page = page(bus, shown);
        }
        if (!first.path("complete").asBoolean(true)) {
            screen.say("older events of this trace may exist that this bus cannot read");
        }
    }

    private static String line(JsonNode event) {
        long millis = event.path("durationMs").asLong(-1);
        return "%s  %-6s %-18s %-18s %s%s"
                .formatted(
                        clock(event.path("timestamp").asString("")),
                        mark(event),
                        Printable.of(kind(event), 18),
                        Printable.of(event.path("agentName").asString("-"), 18),
                        Printable.of(what(event), 80),
                        millis < 0 ? "" : "  %,d ms".formatted(millis));
    }

    private static String mark(JsonNode event) {
        return switch (event.path("status").asString("")) {
            case "failed" -> "FAILED";
            case "success" -> "ok";
            default -> "";
        };
    }

    private static String kind(JsonNode event) {
        String type = event.path("eventType").asString("");
        return type.equals("action") ? event.path("details").path("actionType").asString(type) : type;
    }

    /// The words of an event that tell a person most.
    private static String what(JsonNode event) {
        JsonNode details = event.path("details");
        return switch (event.path("eventType").asString("")) {
            case "action" -> {
                String command = details.path("actionDetails").path("command").asString("");
                yield command.isBlank() ? details.path("actionName").asString("") : command;
            }
            case "routing" ->
                "%s (%s, %s)"
                        .formatted(
                                details.path("selectedAgent").asString(""),
                                details.path("routingStrategy").asString(""),
                                details.path("confidenceScore").asString(""));
            case "transformation" ->
                details.path("sourceAgent").asString("") + " -> "
                        + details.path("targetAgent").asString("");
            case "performance" -> details.path("queryText").asString("");
            default -> payload(details.path("payload"));
        };
    }

    private static String payload(JsonNode payload) {
        for (String field : TELLING) {
            String text = payload.path(field).asString("");
            if (!text.isBlank()) {
                return text;
            }
        }
        return fields(payload);
    }

    /// The same whether the event comes from memory, where its fields stand as they were sent, or from the database,
    /// which has an order of its own.
    static String fields(JsonNode payload) {
        return payload.properties().stream()
                .filter(field -> !SAID_BEFORE.contains(field.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(field -> field.getKey() + "="
                        + field.getValue().asString(field.getValue().toString()))
                .collect(Collectors.joining(" "));
    }

    private static String clock(String time) {
        try {
            return CLOCK.format(Instant.parse(time));
        } catch (DateTimeException _) {
            return Printable.of(time, 12);
        }
    }
}
