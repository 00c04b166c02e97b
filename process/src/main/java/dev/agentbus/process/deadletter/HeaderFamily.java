package dev.agentbus.process.deadletter;

import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How one system writes into headers where a dead letter came from, and why.
sealed interface HeaderFamily
        permits OwnHeaders, ShareGroupHeaders, ConnectHeaders, SpringHeaders, SmallRyeHeaders, NoHeaders {
    int MAX_MESSAGE_CHARACTERS = 4_000;
    int MAX_STACK_TRACE_CHARACTERS = 32_000;

    Family family();

    boolean isPresentIn(HeaderView headers);

    /// Whether a header of that name is part of the failure, not of the record.
    boolean owns(String header);

    Optional<Origin> origin(HeaderView headers);

    Handler handler(HeaderView headers);

    Cause cause(HeaderView headers);

    default Optional<Disposition> disposition(HeaderView headers) {
        return Optional.empty();
    }

    default Attempts attempts(HeaderView headers, Instant letterTime) {
        return Attempts.unsaid(letterTime);
    }

    default LetterId id(LogRecord letter, HeaderView headers) {
        return origin(headers)
                .map(origin ->
                        LetterId.named(family().text() + "/" + handler(headers).group() + "/"
                                + origin.position() + "/"
                                + origin.time()
                                        .map(time -> Long.toString(time.toEpochMilli()))
                                        .orElse("")))
                .orElseGet(() -> LetterId.named("at/" + letter.position()));
    }

    default Original original(LogRecord letter, HeaderView headers) {
        return new Original(letter.key(), letter.value(), kept(headers), OptionalLong.empty());
    }

    /// The headers without those of this failure and of earlier redrives.
    default List<Header> kept(HeaderView headers) {
        return headers.headers().stream()
                .filter(header -> !owns(header.name()) && !Lineage.owns(header.name()))
                .toList();
    }

    /// Empty unless all three make sense.
    static Optional<Origin> origin(String topic, OptionalLong partition, OptionalLong offset) {
        boolean known = partition.isPresent()
                && offset.isPresent()
                && partition.getAsLong() >= 0
                && partition.getAsLong() <= Integer.MAX_VALUE
                && offset.getAsLong() >= 0;
        if (!known) {
            return Optional.empty();
        }
        try {
            return Optional.of(Origin.at(new TopicName(topic), (int) partition.getAsLong(), offset.getAsLong()));
        } catch (PermanentFailure _noTopic) {
            return Optional.empty();
        }
    }

    /// The cause that another system tells.
    ///
    /// @param rule of the system's own words for what it was doing; may be empty
    default Cause foreignCause(HeaderView headers, String errorClass, String message, String stackTrace, String rule) {
        String place = Fingerprint.placeIn(stackTrace);
        String fingerprint = Fingerprint.of(
                origin(headers).map(origin -> origin.topic().value()).orElse(""),
                errorClass,
                rule,
                place.isEmpty() ? Fingerprint.pattern(message) : place);
        return new Cause(errorClass, message, stackTrace, rule, "", fingerprint);
    }
}
