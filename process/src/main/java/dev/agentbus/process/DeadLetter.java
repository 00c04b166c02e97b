package dev.agentbus.process;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How a record that can't be carried out is kept: its own `ce_id` first, then the original
/// headers, then where it came from and why, as text. Key and value are the original bytes.
final class DeadLetter {
    static final String PREFIX = "x-agentbus-dlq-";
    /// Long enough for a reason, short enough never to be what makes a record too large.
    private static final int MAX_MESSAGE_CHARACTERS = 1_000;

    private DeadLetter() {}

    static NewRecord of(Entry.Hopeless entry, String group, TopicName topic, Instant now) {
        LogRecord record = entry.record();
        return new NewRecord(topic, record.key(), record.value(), headers(entry, group, now), now);
    }

    /// For a value that does not fit into the dead-letter topic: it stays where it is, at the
    /// position named.
    static NewRecord withoutValue(NewRecord letter) {
        byte[] value = letter.value();
        List<Header> headers = new ArrayList<>(letter.headers());
        headers.add(Header.of(PREFIX + "value-omitted-bytes", Integer.toString(value == null ? 0 : value.length)));
        return new NewRecord(letter.topic(), letter.key(), null, headers, letter.timestamp());
    }

    /// The same record, dead-lettered again after a crash, has the same id.
    static EventId idOf(LogRecord record, String group) {
        return EventId.named("dead-letter/" + group + "/" + record.position());
    }

    /// A short stable name of what was broken; `sink` when it is the destination that refused.
    static String ruleOf(PermanentFailure cause) {
        return cause instanceof Undecodable undecodable ? undecodable.rule() : "sink";
    }

    private static List<Header> headers(Entry.Hopeless entry, String group, Instant now) {
        LogRecord record = entry.record();
        PermanentFailure cause = entry.cause();
        List<Header> headers = new ArrayList<>(record.headers().size() + 14);
        headers.add(Header.of(Envelope.ID, idOf(record, group).value()));
        headers.addAll(record.headers());
        add(headers, "id", idOf(record, group).value());
        add(headers, "topic", record.partition().topic().value());
        add(headers, "partition", Integer.toString(record.partition().number()));
        add(headers, "offset", Long.toString(record.offset()));
        add(headers, "timestamp", record.timestamp().toString());
        add(headers, "group", group);
        add(headers, "class", cause.getClass().getName());
        add(headers, "message", shortened(Objects.requireNonNullElse(cause.getMessage(), "none")));
        if (cause instanceof Undecodable undecodable) {
            add(headers, "field", undecodable.field());
        }
        add(headers, "rule", ruleOf(cause));
        add(headers, "attempts", "1");
        add(headers, "first-time", now.toString());
        add(headers, "last-time", now.toString());
        return headers;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(Header.of(PREFIX + name, value));
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE_CHARACTERS ? message : message.substring(0, MAX_MESSAGE_CHARACTERS);
    }
}
