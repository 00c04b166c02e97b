package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.process.deadletter.LetterFilter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A filter as SQL over `dead_letters d`, with the values of its parameters in order.
record LetterCondition(String sql, List<Object> values) {
    static LetterCondition of(LetterFilter filter) {
        LetterCondition condition = new LetterCondition("true", List.of())
                .and("d.topic = ?", filter.topic())
                .and("d.consumer_group = ?", filter.group())
                .and("d.fingerprint like ?", filter.cause().map(cause -> cause + "%"))
                .and("d.rule = ?", filter.rule())
                .and("d.status = ?", filter.status().map(status -> status.text()))
                .and("d.dead_lettered_at >= ?", filter.since().map(LetterCondition::at))
                .and("d.dead_lettered_at < ?", filter.until().map(LetterCondition::at));
        return filter.trace()
                .map(trace -> condition.with(
                        "(d.correlation_id = ? or d.trace_id = ? or d.event_id = ?)", trace, trace, trace))
                .orElse(condition);
    }

    LetterCondition and(String part, Optional<?> value) {
        return value.map(there -> with(part, there)).orElse(this);
    }

    LetterCondition with(String part, Object... more) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(List.of(more));
        return new LetterCondition(sql + " and " + part, all);
    }

    private static Object at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
