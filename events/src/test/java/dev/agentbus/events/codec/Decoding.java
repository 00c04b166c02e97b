package dev.agentbus.events.codec;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Short words for the tests of this package.
final class Decoding {
    static final Instant RECORD_TIME = Instant.parse("2026-01-01T00:00:00Z");

    private Decoding() {}

    static Contract contract(String topic) {
        return Contracts.builtIn().find(new TopicName(topic)).orElseThrow();
    }

    static DecodedEvent decode(String topic, String json, Header... headers) {
        return decode(topic, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    static DecodedEvent decode(String topic, byte[] value, Header... headers) {
        SourcePosition position = new SourcePosition(new TopicName(topic), 3, 42);
        return new EventDecoder(contract(topic)).decode(value, List.of(headers), position, RECORD_TIME);
    }
}
