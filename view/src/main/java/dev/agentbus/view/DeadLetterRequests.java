package dev.agentbus.view;

import dev.agentbus.events.codec.Timestamps;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.RedriveRequest;
import dev.agentbus.process.deadletter.RedriveRequest.Mode;
import dev.agentbus.process.deadletter.RedriveRequest.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What requests about dead letters ask for. Unknown names are refused: a misspelt `dryRun` must not
/// redrive anything.
final class DeadLetterRequests {
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final int MAX_REASON_CHARACTERS = 1_000;
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);
    static final int MAX_WAIT_MILLIS = 30_000;
    private static final Set<String> FILTER =
            Set.of("topic", "group", "cause", "rule", "trace", "status", "since", "until");
    private static final Set<String> SELECTION = Set.of("ids", "filter", "all", "cap", "dryRun");

    /// @param key null when none was given
    /// @param value null when none was given
    record EditBody(byte @Nullable [] key, byte @Nullable [] value) {}

    record RedriveBody(RedriveRequest request, Duration waitLimit) {}

    record DiscardBody(Selection selection, Mode mode, int cap, String reason) {}

    private DeadLetterRequests() {}

    static LetterFilter filter(Query query) {
        return filter(name -> query.text(name));
    }

    /// The sequence that `before` names.
    static long before(Query query) {
        Optional<String> given = query.text("before");
        try {
            return given.map(Long::parseLong).orElse(Long.MAX_VALUE);
        } catch (NumberFormatException _) {
            throw Query.Refused.badRequest(
                    "Cannot answer: before must be a whole number, got: " + Query.shown(given.orElse("")));
        }
    }

    private static LetterFilter filter(Function<String, Optional<String>> given) {
        return new LetterFilter(
                given.apply("topic"),
                given.apply("group"),
                given.apply("cause"),
                given.apply("rule"),
                given.apply("trace"),
                given.apply("status").map(LetterStatus::of),
                given.apply("since").map(text -> time("since", text)),
                given.apply("until").map(text -> time("until", text)));
    }

    private static Instant time(String name, String text) {
        return Timestamps.parse(text)
                .orElseThrow(() -> Query.Refused.badRequest(
                        "Cannot answer: %s must be an ISO-8601 time, got: %s".formatted(name, Query.shown(text))));
    }

    static RedriveBody redrive(Query query) {
        JsonNode body = body(query);
        requireKnown(body, SELECTION, Set.of("parked", "rate", "waitMs"));
        Set<LetterStatus> from =
                flag(body, "parked") ? Set.of(LetterStatus.PENDING, LetterStatus.PARKED) : Set.of(LetterStatus.PENDING);
        RedriveRequest request = RedriveRequest.of(selection(body))
                .withMode(mode(body))
                .withFrom(from)
                .withPerSecond(number(body, "rate", RedriveRequest.DEFAULT_PER_SECOND))
                .withCap((int) number(body, "cap", RedriveRequest.DEFAULT_CAP));
        double wait = number(body, "waitMs", (double) DEFAULT_WAIT.toMillis());
        return new RedriveBody(request, Duration.ofMillis((long) Math.clamp(wait, 0, MAX_WAIT_MILLIS)));
    }

    static DiscardBody discard(Query query) {
        JsonNode body = body(query);
        requireKnown(body, SELECTION, Set.of("reason"));
        String reason = body.path("reason").asString("").strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARACTERS) {
            throw Query.Refused.badRequest("Cannot discard: reason must have 1 to %d characters, got: %d characters"
                    .formatted(MAX_REASON_CHARACTERS, reason.length()));
        }
        int cap = (int) number(body, "cap", RedriveRequest.DEFAULT_CAP);
        if (cap < 1 || cap > RedriveRequest.MAX_CAP) {
            throw Query.Refused.badRequest(
                    "Cannot discard: cap must be from 1 to %d, got: %d".formatted(RedriveRequest.MAX_CAP, cap));
        }
        return new DiscardBody(selection(body), mode(body), cap, reason.replace('\0', '\uFFFD'));
    }

    static EditBody edit(Query query) {
        JsonNode body = body(query);
        requireKnown(body, Set.of("key", "keyBase64", "value", "valueBase64"), Set.of());
        EditBody edit = new EditBody(bytes(body, "key"), bytes(body, "value"));
        if (edit.key() == null && edit.value() == null) {
            throw Query.Refused.badRequest(
                    "Cannot edit: value, valueBase64, key or keyBase64 must be given, got: none");
        }
        return edit;
    }

    private static Selection selection(JsonNode body) {
        boolean all = flag(body, "all");
        int ways = (body.has("ids") ? 1 : 0) + (body.has("filter") ? 1 : 0) + (all ? 1 : 0);
        if (ways != 1) {
            throw Query.Refused.badRequest(
                    "Cannot select dead letters: exactly one of ids, filter and all must be given, got: " + ways);
        }
        if (body.has("ids")) {
            List<LetterId> ids = new ArrayList<>();
            body.path("ids").forEach(id -> ids.add(LetterId.parse(id.asString(""))));
            return new Selection.Named(ids);
        }
        if (all) {
            return new Selection.Filtered(LetterFilter.ALL);
        }
        JsonNode given = body.path("filter");
        requireKnown(given, FILTER, Set.of());
        LetterFilter filter =
                filter(name -> Optional.of(given.path(name).asString("")).filter(text -> !text.isBlank()));
        if (filter.equals(LetterFilter.ALL)) {
            throw Query.Refused.badRequest("Cannot select dead letters: filter must name something, got: nothing");
        }
        return new Selection.Filtered(filter);
    }

    private static Mode mode(JsonNode body) {
        return flag(body, "dryRun") ? Mode.DRY_RUN : Mode.REDRIVE;
    }

    private static boolean flag(JsonNode body, String name) {
        JsonNode flag = body.path(name);
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw Query.Refused.badRequest(
                    "Cannot answer: %s must be true or false, got: %s".formatted(name, Query.shown(flag.toString())));
        }
        return flag.asBoolean(false);
    }

    private static double number(JsonNode body, String name, double fallback) {
        JsonNode number = body.path(name);
        if (!number.isMissingNode() && !number.isNumber()) {
            throw Query.Refused.badRequest(
                    "Cannot answer: %s must be a number, got: %s".formatted(name, Query.shown(number.toString())));
        }
        return number.asDouble(fallback);
    }

    private static byte @Nullable [] bytes(JsonNode body, String name) {
        JsonNode text = body.path(name);
        JsonNode encoded = body.path(name + "Base64");
        if (text.isString() && encoded.isMissingNode()) {
            return text.asString("").getBytes(StandardCharsets.UTF_8);
        }
        if (text.isMissingNode() && encoded.isMissingNode()) {
            return null;
        }
        try {
            if (text.isMissingNode() && encoded.isString()) {
                return Base64.getDecoder().decode(encoded.asString(""));
            }
        } catch (IllegalArgumentException _notBase64) {
            // Told below.
        }
        throw Query.Refused.badRequest(
                "Cannot edit: either %1$s must be text or %1$sBase64 be Base64, got: neither".formatted(name));
    }

    private static JsonNode body(Query query) {
        try (InputStream in = query.request().content().inputStream()) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new Query.Refused(
                        413,
                        "body too large",
                        "Cannot read request: it must have at most %d bytes, got: more".formatted(MAX_BODY_BYTES));
            }
            JsonNode body = JsonMapper.shared().readTree(bytes);
            if (body == null || !body.isObject()) {
                throw Query.Refused.badRequest("Cannot read request: it must be a JSON object, got: something else");
            }
            return body;
        } catch (JacksonException | IOException e) {
            throw Query.Refused.badRequest("Cannot read request: it must be a JSON object, got: "
                    + Query.shown(String.valueOf(e.getMessage())));
        }
    }

    private static void requireKnown(JsonNode body, Set<String> known, Set<String> more) {
        for (String name : body.propertyNames()) {
            if (!known.contains(name) && !more.contains(name)) {
                List<String> all = new ArrayList<>(known);
                all.addAll(more);
                throw Query.Refused.badRequest("Cannot read request: it may hold %s, got: %s"
                        .formatted(String.join(", ", all.stream().sorted().toList()), Query.shown(name)));
            }
        }
    }
}
