package dev.agentbus.process.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `kafka_dlt-*` of Spring's recoverer and `kafka_original-*`, `kafka_exception-*` of its retry topics.
/// Numbers are binary, the highest byte first. What stands several times was appended by each failure:
/// the last one counts.
record SpringHeaders() implements HeaderFamily {
    /// In the order in which they are looked for.
    private static final List<String> PREFIXES = List.of("kafka_dlt-", "kafka_");
    private static final String TOPIC = "original-topic";
    private static final String OFFSET = "original-offset";
    /// The failure's, not the record's; `springDeserializerException*` hold serialised Java objects, which
    /// nobody should read.
    private static final List<String> OWNED = List.of(
            "kafka_dlt-",
            "kafka_original-",
            "kafka_exception-",
            "kafka_key-exception-",
            "retry_topic-",
            "springDeserializerException");

    @Override
    public Family family() {
        return Family.SPRING;
    }

    @Override
    public boolean isPresentIn(HeaderView headers) {
        return PREFIXES.stream().anyMatch(prefix -> headers.has(prefix + TOPIC) && headers.has(prefix + OFFSET));
    }

    @Override
    public boolean owns(String header) {
        return OWNED.stream().anyMatch(header::startsWith);
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return HeaderFamily.origin(
                        text(headers, TOPIC, 255), number(headers, "original-partition"), number(headers, OFFSET))
                .map(origin -> new Origin(origin.position(), time(number(headers, "original-timestamp"))));
    }

    @Override
    public Handler handler(HeaderView headers) {
        return new Handler(text(headers, "original-consumer-group", 255), "");
    }

    /// The cause's class before that of the listener's wrapper, which is always the same.
    @Override
    public Cause cause(HeaderView headers) {
        String inner = text(headers, "exception-cause-fqcn", 255);
        String outer = text(headers, "exception-fqcn", 255);
        if (outer.isEmpty() && inner.isEmpty()) {
            return foreignCause(
                    headers,
                    text(headers, "key-exception-fqcn", 255),
                    text(headers, "key-exception-message", MAX_MESSAGE_CHARACTERS),
                    text(headers, "key-exception-stacktrace", MAX_STACK_TRACE_CHARACTERS),
                    "key");
        }
        return foreignCause(
                headers,
                inner.isEmpty() ? outer : inner,
                text(headers, "exception-message", MAX_MESSAGE_CHARACTERS),
                text(headers, "exception-stacktrace", MAX_STACK_TRACE_CHARACTERS),
                "");
    }

    @Override
    public Attempts attempts(HeaderView headers, Instant letterTime) {
        long count = headers.lastBinary("retry_topic-attempts").orElse(0);
        return new Attempts(Math.clamp(count, 0, Integer.MAX_VALUE), letterTime, letterTime);
    }

    private static String text(HeaderView headers, String name, int maxCharacters) {
        return PREFIXES.stream()
                .map(prefix -> headers.lastText(prefix + name, maxCharacters))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static OptionalLong number(HeaderView headers, String name) {
        return PREFIXES.stream()
                .map(prefix -> headers.lastBinary(prefix + name))
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static Optional<Instant> time(OptionalLong millis) {
        try {
            return millis.isEmpty() || millis.getAsLong() < 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(millis.getAsLong()));
        } catch (DateTimeException _outOfRange) {
            return Optional.empty();
        }
    }
}
