package dev.agentbus.process.deadletter;

import dev.agentbus.log.LogRecord;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `dead-letter-*` of SmallRye, all of it text, written before the record's own headers: the first one
/// counts. What could not be deserialised has no value; its bytes travel in a header.
record SmallRyeHeaders() implements HeaderFamily {
    private static final String TOPIC = "dead-letter-topic";
    private static final String PARTITION = "dead-letter-partition";
    private static final String OFFSET = "dead-letter-offset";
    private static final String CLASS = "dead-letter-exception-class-name";
    private static final String CAUSE_CLASS = "dead-letter-cause-class-name";
    private static final String REASON = "dead-letter-reason";
    private static final String CAUSE = "dead-letter-cause";
    private static final Set<String> OWNED = Set.of(TOPIC, PARTITION, OFFSET, CLASS, CAUSE_CLASS, REASON, CAUSE);
    private static final String DESERIALIZATION = "deserialization-failure-";

    @Override
    public Family family() {
        return Family.SMALLRYE;
    }

    @Override
    public boolean isPresentIn(HeaderView headers) {
        return headers.has(TOPIC) && headers.has(OFFSET);
    }

    @Override
    public boolean owns(String header) {
        return OWNED.contains(header) || header.startsWith(DESERIALIZATION);
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return HeaderFamily.origin(
                headers.firstText(TOPIC), headers.firstNumber(PARTITION), headers.firstNumber(OFFSET));
    }

    /// SmallRye tells no group.
    @Override
    public Handler handler(HeaderView headers) {
        return new Handler("", "");
    }

    @Override
    public Cause cause(HeaderView headers) {
        String reason = headers.findText(REASON, MAX_MESSAGE_CHARACTERS).orElse("");
        String cause = headers.findText(CAUSE, MAX_MESSAGE_CHARACTERS).orElse("");
        String inner = headers.firstText(CAUSE_CLASS);
        return foreignCause(
                headers,
                inner.isEmpty() ? headers.firstText(CLASS) : inner,
                cause.isEmpty() || cause.equals(reason) ? reason : reason + ": " + cause,
                "",
                headers.has(DESERIALIZATION + "deserializer") ? "deserialization" : "");
    }

    @Override
    public Original original(LogRecord letter, HeaderView headers) {
        return new Original(
                letter.key() == null ? undeserialised(headers, "key-data", "true") : letter.key(),
                letter.value() == null ? undeserialised(headers, "value-data", "") : letter.value(),
                kept(headers),
                OptionalLong.empty());
    }

    /// @param ofKey what the header that says whether it was the key must hold, for older versions that
    ///     have one header for both
    private static byte @Nullable [] undeserialised(HeaderView headers, String name, String ofKey) {
        byte[] data = headers.lastBytes(DESERIALIZATION + name);
        boolean older = headers.lastText(DESERIALIZATION + "key").equals(ofKey);
        return data == null && older ? headers.lastBytes(DESERIALIZATION + "data") : data;
    }
}
