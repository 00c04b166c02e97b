package dev.agentbus.cli;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One record of the log as one line.
///
/// @param json for programs
/// @param trace the correlation id wanted; empty for all
record TailLine(boolean json, Optional<String> trace) {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    /// The fields that tell a person most, as far as an event has them.
    private static final List<String> TELLING = List.of(
            "agent_name",
            "selected_agent",
            "source_agent",
            "target_agent",
            "action_type",
            "action_name",
            "status",
            "success",
            "query_text",
            "file_path",
            "pattern_name",
            "failure_type",
            "duration_ms");

    /// Empty when the record is not of the trace.
    Optional<String> of(LogRecord record, Optional<DecodedEvent> event) {
        if (trace.isPresent()
                && event.flatMap(DecodedEvent::correlationId)
                        .map(CorrelationId::value)
                        .filter(trace.get()::equals)
                        .isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(json ? asJson(record, event) : asText(record, event));
    }

    private static String asText(LogRecord record, Optional<DecodedEvent> event) {
        String what = event.map(TailLine::telling).orElseGet(() -> raw(record));
        return "%s  %s@%d  %s"
                .formatted(
                        CLOCK.format(event.map(DecodedEvent::time).orElse(record.timestamp())),
                        record.partition(),
                        record.offset(),
                        Printable.of(what, 160));
    }

    private static String telling(DecodedEvent event) {
        Stream<String> fields = TELLING.stream()
                .filter(field -> event.value(field) != null)
                .map(field -> field + "=" + Printable.of(String.valueOf(event.text(field)), 40));
        String trace = event.correlationId()
                .map(id -> "  trace=" + Printable.of(id.value(), 40))
                .orElse("");
        String text = fields.collect(Collectors.joining(" "));
        return (text.isEmpty() ? new String(event.original(), StandardCharsets.UTF_8) : text) + trace;
    }

    private static String raw(LogRecord record) {
        byte[] value = record.value();
        return value == null ? "(empty)" : new String(value, StandardCharsets.UTF_8);
    }

    private static String asJson(LogRecord record, Optional<DecodedEvent> event) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("topic", record.partition().topic().value())
                .put("partition", record.partition().number())
                .put("offset", record.offset())
                .put(
                        "timestamp",
                        event.map(DecodedEvent::time).orElse(record.timestamp()).toString());
        event.ifPresent(decoded -> node.put("event_id", decoded.id().value()));
        ObjectNode headers = node.putObject("headers");
        record.headers().forEach(header -> headers.put(header.name(), header.text()));
        byte[] value = record.value();
        if (value == null) {
            node.putNull("payload");
        } else {
            payload(value)
                    .ifPresentOrElse(
                            payload -> node.set("payload", payload),
                            () -> node.put("payload_base64", Base64.getEncoder().encodeToString(value)));
        }
        return node.toString();
    }

    private static Optional<JsonNode> payload(byte[] value) {
        try {
            return Optional.of(JsonMapper.shared().readTree(value));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
