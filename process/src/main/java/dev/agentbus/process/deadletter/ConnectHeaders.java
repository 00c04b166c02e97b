package dev.agentbus.process.deadletter;

import dev.agentbus.log.LogRecord;
import java.util.Locale;
import java.util.Optional;

/// `__connect.errors.*` of Kafka Connect's sinks (KIP-298), all of it text. Connect keeps what is there
/// already: headers of an earlier failure are never replaced, so the place they name may be stale, and
/// a letter is known by where it stands itself.
record ConnectHeaders() implements HeaderFamily {
    private static final String PREFIX = "__connect.errors.";
    private static final String TOPIC = PREFIX + "topic";

    @Override
    public Family family() {
        return Family.CONNECT;
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
    public LetterId id(LogRecord letter, HeaderView headers) {
        return LetterId.named("at/" + letter.position());
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return HeaderFamily.origin(
                headers.lastText(TOPIC),
                headers.lastNumber(PREFIX + "partition"),
                headers.lastNumber(PREFIX + "offset"));
    }

    /// The group as Connect names it unless told otherwise.
    @Override
    public Handler handler(HeaderView headers) {
        String connector = headers.lastText(PREFIX + "connector.name");
        String task = headers.lastText(PREFIX + "task.id");
        return new Handler(
                connector.isEmpty() ? "" : "connect-" + connector, task.isEmpty() ? connector : connector + "-" + task);
    }

    @Override
    public Cause cause(HeaderView headers) {
        return foreignCause(
                headers,
                headers.lastText(PREFIX + "exception.class.name"),
                headers.lastText(PREFIX + "exception.message", MAX_MESSAGE_CHARACTERS),
                headers.lastText(PREFIX + "exception.stacktrace", MAX_STACK_TRACE_CHARACTERS),
                headers.lastText(PREFIX + "stage").toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
