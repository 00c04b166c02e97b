package dev.agentbus.process.deadletter;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import dev.agentbus.events.codec.Timestamps;
import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `x-agentbus-dlq-*`, all of it text.
record OwnHeaders() implements HeaderFamily {
    static final String PREFIX = "x-agentbus-dlq-";
    static final String ID = PREFIX + "id";
    static final String TOPIC = PREFIX + "topic";
    static final String PARTITION = PREFIX + "partition";
    static final String OFFSET = PREFIX + "offset";
    static final String TIMESTAMP = PREFIX + "timestamp";
    static final String GROUP = PREFIX + "group";
    static final String HANDLER = PREFIX + "handler";
    static final String CLASS = PREFIX + "class";
    static final String MESSAGE = PREFIX + "message";
    static final String STACK_TRACE = PREFIX + "stacktrace";
    static final String FIELD = PREFIX + "field";
    static final String RULE = PREFIX + "rule";
    static final String FINGERPRINT = PREFIX + "fingerprint";
    static final String DISPOSITION = PREFIX + "disposition";
    static final String ATTEMPTS = PREFIX + "attempts";
    static final String FIRST_TIME = PREFIX + "first-time";
    static final String LAST_TIME = PREFIX + "last-time";
    static final String VALUE_OMITTED_BYTES = PREFIX + "value-omitted-bytes";

    @Override
    public Family family() {
        return Family.AGENTBUS;
    }

    @Override
    public boolean isPresentIn(HeaderView headers) {
        return headers.has(TOPIC) && headers.has(OFFSET);
    }

    @Override
    public boolean owns(String header) {
        return header.startsWith(PREFIX);
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return HeaderFamily.origin(headers.lastText(TOPIC), headers.lastNumber(PARTITION), headers.lastNumber(OFFSET))
                .map(origin -> new Origin(origin.position(), time(headers, TIMESTAMP)));
    }

    @Override
    public Handler handler(HeaderView headers) {
        return new Handler(headers.lastText(GROUP), headers.lastText(HANDLER));
    }

    @Override
    public Cause cause(HeaderView headers) {
        String errorClass = headers.lastText(CLASS);
        String rule = headers.lastText(RULE);
        String field = headers.lastText(FIELD);
        String fingerprint = headers.lastText(FINGERPRINT);
        return new Cause(
                errorClass,
                headers.lastText(MESSAGE, MAX_MESSAGE_CHARACTERS),
                headers.lastText(STACK_TRACE, MAX_STACK_TRACE_CHARACTERS),
                rule,
                field,
                fingerprint.isEmpty()
                        ? Fingerprint.of(headers.lastText(TOPIC), errorClass, rule, field, "")
                        : fingerprint);
    }

    @Override
    public Optional<Disposition> disposition(HeaderView headers) {
        return Disposition.find(headers.lastText(DISPOSITION));
    }

    @Override
    public Attempts attempts(HeaderView headers, Instant letterTime) {
        return new Attempts(
                Math.clamp(headers.lastNumber(ATTEMPTS).orElse(0), 0, Integer.MAX_VALUE),
                time(headers, FIRST_TIME).orElse(letterTime),
                time(headers, LAST_TIME).orElse(letterTime));
    }

    @Override
    public LetterId id(LogRecord letter, HeaderView headers) {
        return LetterId.find(headers.lastText(ID)).orElseGet(() -> HeaderFamily.super.id(letter, headers));
    }

    @Override
    public Original original(LogRecord letter, HeaderView headers) {
        OptionalLong left = headers.lastNumber(VALUE_OMITTED_BYTES);
        return new Original(letter.key(), letter.value(), withoutLettersId(headers), left);
    }

    /// Without the id that stands first, which is the letter's; an event's own `ce_id` follows it.
    private List<Header> withoutLettersId(HeaderView headers) {
        List<Header> kept = new ArrayList<>(kept(headers));
        if (!kept.isEmpty()
                && kept.getFirst().name().equals(Envelope.ID)
                && kept.getFirst().text().equals(headers.lastText(ID))) {
            kept.removeFirst();
        }
        return kept;
    }

    private static Optional<Instant> time(HeaderView headers, String name) {
        return Timestamps.parse(headers.lastText(name));
    }
}
