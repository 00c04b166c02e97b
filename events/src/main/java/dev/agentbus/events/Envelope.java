package dev.agentbus.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The envelope of an event as record headers: CloudEvents 1.0, Kafka binding, binary mode.
public final class Envelope {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";
    public static final String CORRELATION_ID = "correlation_id";
    public static final String TRACEPARENT = "traceparent";
    /// Set on records that a replay put into the log again. Redriven records go without it: their effects
    /// are still wanted.
    public static final String REPLAY = "x-agentbus-replay";

    private Envelope() {}

    /// The headers under which `event` is appended: the envelope first, then the event's own.
    public static List<Header> headersOf(Event event, String source) {
        List<Header> headers = new ArrayList<>(6 + event.headers().size());
        headers.add(Header.of(SPEC_VERSION, "1.0"));
        headers.add(Header.of(ID, event.id().value()));
        headers.add(Header.of(TYPE, event.topic().value()));
        headers.add(Header.of(SOURCE, source));
        headers.add(Header.of(TIME, event.time().toString()));
        headers.add(Header.of(CONTENT_TYPE, "application/json"));
        headers.addAll(event.headers());
        return headers;
    }

    /// The value of the first header of that name, as text.
    public static Optional<String> find(List<Header> headers, String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return Optional.of(header.text());
            }
        }
        return Optional.empty();
    }
}
