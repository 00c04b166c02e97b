package dev.agentbus.process.deadletter;

import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// `__dlq.errors.*` of a broker's share groups (KIP-1191), all of it text. Key and value come only where
/// the group asks for it, headers never: what is missing is read where it stands in the log.
record ShareGroupHeaders() implements HeaderFamily {
    private static final String PREFIX = "__dlq.errors.";
    private static final String TOPIC = PREFIX + "topic";

    @Override
    public Family family() {
        return Family.SHARE_GROUP;
    }

    @Override
    public boolean isPresentIn(HeaderView headers) {
        return headers.has(TOPIC);
    }

    @Override
    public boolean owns(String header) {
        return header.startsWith(PREFIX);
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return HeaderFamily.origin(
                headers.lastText(TOPIC),
                headers.lastNumber(PREFIX + "partition"),
                headers.lastNumber(PREFIX + "offset"));
    }

    @Override
    public Handler handler(HeaderView headers) {
        return new Handler(headers.lastText(PREFIX + "group"), "");
    }

    @Override
    public Cause cause(HeaderView headers) {
        return foreignCause(headers, "", headers.lastText(PREFIX + "message", MAX_MESSAGE_CHARACTERS), "", "");
    }

    @Override
    public Attempts attempts(HeaderView headers, Instant letterTime) {
        int count = Math.clamp(headers.lastNumber(PREFIX + "delivery.count").orElse(0), 0, Integer.MAX_VALUE);
        return new Attempts(count, letterTime, letterTime);
    }

    @Override
    public Original original(LogRecord letter, HeaderView headers) {
        boolean copied = letter.key() != null || letter.value() != null;
        return new Original(
                letter.key(), letter.value(), kept(headers), copied ? OptionalLong.empty() : OptionalLong.of(0));
    }
}
