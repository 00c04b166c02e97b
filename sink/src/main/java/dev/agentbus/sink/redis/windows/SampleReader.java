package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.sink.redis.windows.Sample.Cache;
import dev.agentbus.sink.redis.windows.Sample.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what is counted from the fields that topics have for it, of several the first that is there.
/// One thread.
final class SampleReader {
    /// By how much an event's own clock may run ahead of its record's; else the record's time counts.
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final List<String> AGENT = List.of("agent_name", "selected_agent", "source_agent", "detected_agent");
    private static final List<String> STRATEGY =
            List.of("routing_strategy", "trigger_match_strategy", "selection_strategy", "detection_method");
    private static final List<String> SUCCESS = List.of("success", "execution_succeeded", "actual_success");
    private static final List<String> DURATION = List.of(
            "duration_ms", "routing_time_ms", "routing_duration_ms", "transformation_duration_ms", "total_duration_ms");
    private static final List<String> CONFIDENCE = List.of("confidence_score", "detection_confidence");
    /// Its events are failures by what they are.
    private static final String FAILURES = "agent-detection-failures";

    private static final int ID_BYTES = 8;

    private final MessageDigest digest = sha256();

    Sample read(DecodedEvent event) {
        String topic = event.position().topic().value();
        Series series = new Series(
                topic, text(first(event, AGENT)), text(event.value("action_type")), text(first(event, STRATEGY)));
        return new Sample(
                new LogPartition(event.position().topic(), event.position().partition()),
                event.position().offset(),
                idOf(topic, event),
                timeOf(event),
                Series.totalOf(topic),
                series.field(),
                outcome(event, topic),
                duration(event),
                first(event, CONFIDENCE) instanceof Number number ? number.doubleValue() : Double.NaN,
                cache(event));
    }

    /// Without knowing now: a second reading gives the same.
    private static long timeOf(DecodedEvent event) {
        long own = event.time().toEpochMilli();
        long record = event.recordTime().toEpochMilli();
        return own > record + CLOCK_SKEW.toMillis() ? record : own;
    }

    /// 64 bits of a hash nobody can aim with.
    private String idOf(String topic, DecodedEvent event) {
        digest.update(topic.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        byte[] hash = digest.digest(event.id().value().getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
    }

    private static Outcome outcome(DecodedEvent event, String topic) {
        if (topic.equals(FAILURES)) {
            return Outcome.ERROR;
        }
        if (first(event, SUCCESS) instanceof Boolean success) {
            return success ? Outcome.SUCCESS : Outcome.ERROR;
        }
        Object word = event.value("status");
        return switch (text(word == null ? event.value("action_type") : word)) {
            case "success", "completed" -> Outcome.SUCCESS;
            case "error", "failed", "failure" -> Outcome.ERROR;
            default -> Outcome.UNSAID;
        };
    }

    private static long duration(DecodedEvent event) {
        if (first(event, DURATION) instanceof Number millis) {
            return millis.longValue();
        }
        return event.value("total_routing_time_us") instanceof Number micros
                ? Math.round(micros.doubleValue() / 1_000)
                : -1;
    }

    private static Cache cache(DecodedEvent event) {
        if (event.value("cache_hit") instanceof Boolean hit) {
            return hit ? Cache.HIT : Cache.MISS;
        }
        return Cache.UNSAID;
    }

    private static @Nullable Object first(DecodedEvent event, List<String> fields) {
        for (String field : fields) {
            Object value = event.value(field);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
