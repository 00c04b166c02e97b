package dev.agentbus.process.deadletter;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a record that is given up is kept: the letter's own `ce_id` first, then the record's headers as
/// they are, then where it came from and why, as text. Key and value are the record's. Headers that an
/// earlier failure of ours left are written anew.
public final class LetterWriter {
    private static final int MAX_MESSAGE_CHARACTERS = 1_000;
    private static final int SHORT_MESSAGE_CHARACTERS = 200;
    private static final int MAX_STACK_TRACE_CHARACTERS = 6_000;

    /// How much of a record a letter holds. A value is never cut: a letter has all of it or says where
    /// it stands.
    public enum Shape {
        WHOLE,
        /// For a record that barely fits.
        WITHOUT_STACK_TRACE,
        /// For a value that fits into no letter: it stays where it stands.
        WITHOUT_VALUE,
        /// Nothing but where the record stands, and why it was given up.
        BARE
    }

    private LetterWriter() {}

    public static NewRecord write(FailedRecord failed, TopicName topic, Shape shape) {
        LogRecord record = failed.record();
        boolean hasValue = shape == Shape.WHOLE || shape == Shape.WITHOUT_STACK_TRACE;
        return new NewRecord(
                topic,
                shape == Shape.BARE ? null : record.key(),
                hasValue ? record.value() : null,
                headers(failed, shape),
                failed.attempts().last());
    }

    /// The same record, given up again by the same group, has the same id; one at the same place of
    /// another log has not.
    public static LetterId idOf(LogRecord record, String group) {
        return LetterId.named(
                group + "/" + record.position() + "/" + record.timestamp().toEpochMilli());
    }

    private static List<Header> headers(FailedRecord failed, Shape shape) {
        LogRecord record = failed.record();
        String id = idOf(record, failed.handler().group()).text();
        List<Header> headers = new ArrayList<>(record.headers().size() + 20);
        headers.add(Header.of(Envelope.ID, id));
        record.headers().stream()
                .filter(header -> !header.name().startsWith(OwnHeaders.PREFIX))
                .filter(header -> shape != Shape.BARE || Lineage.owns(header.name()))
                .forEach(headers::add);
        headers.add(Header.of(OwnHeaders.ID, id));
        headers.add(Header.of(OwnHeaders.TOPIC, record.partition().topic().value()));
        headers.add(Header.of(
                OwnHeaders.PARTITION, Integer.toString(record.partition().number())));
        headers.add(Header.of(OwnHeaders.OFFSET, Long.toString(record.offset())));
        headers.add(Header.of(OwnHeaders.TIMESTAMP, record.timestamp().toString()));
        addWho(headers, failed);
        addCause(headers, failed, shape);
        if (shape == Shape.WITHOUT_VALUE || shape == Shape.BARE) {
            headers.add(Header.of(OwnHeaders.VALUE_OMITTED_BYTES, Integer.toString(lengthOf(record.value()))));
        }
        return headers;
    }

    private static void addWho(List<Header> headers, FailedRecord failed) {
        headers.add(Header.of(OwnHeaders.GROUP, failed.handler().group()));
        if (!failed.handler().name().isEmpty()) {
            headers.add(Header.of(OwnHeaders.HANDLER, failed.handler().name()));
        }
        headers.add(Header.of(OwnHeaders.DISPOSITION, failed.disposition().text()));
        headers.add(Header.of(
                OwnHeaders.ATTEMPTS, Integer.toString(failed.attempts().count())));
        headers.add(Header.of(OwnHeaders.FIRST_TIME, failed.attempts().first().toString()));
        headers.add(Header.of(OwnHeaders.LAST_TIME, failed.attempts().last().toString()));
    }

    private static void addCause(List<Header> headers, FailedRecord failed, Shape shape) {
        Throwable cause = failed.cause();
        String rule = failed.rule();
        String field = cause instanceof Undecodable undecodable ? undecodable.field() : "";
        String place = cause instanceof Undecodable ? "" : Fingerprint.placeOf(cause);
        String topic = failed.record().partition().topic().value();
        String message = Objects.requireNonNullElse(cause.getMessage(), "none");
        headers.add(Header.of(OwnHeaders.CLASS, cause.getClass().getName()));
        headers.add(Header.of(
                OwnHeaders.MESSAGE,
                HeaderView.bounded(message, shape == Shape.WHOLE ? MAX_MESSAGE_CHARACTERS : SHORT_MESSAGE_CHARACTERS)));
        if (!field.isEmpty()) {
            headers.add(Header.of(OwnHeaders.FIELD, HeaderView.bounded(field, SHORT_MESSAGE_CHARACTERS)));
        }
        headers.add(Header.of(OwnHeaders.RULE, rule));
        headers.add(Header.of(
                OwnHeaders.FINGERPRINT, Fingerprint.of(topic, cause.getClass().getName(), rule, field, place)));
        if (shape == Shape.WHOLE) {
            headers.add(Header.of(OwnHeaders.STACK_TRACE, StackTraceText.of(cause, MAX_STACK_TRACE_CHARACTERS)));
        }
    }

    private static int lengthOf(byte @Nullable [] value) {
        return value == null ? 0 : value.length;
    }
}
