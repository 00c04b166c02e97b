package dev.agentbus.process.deadletter;

import dev.agentbus.log.LogRecord;
import java.util.Optional;

/// Nothing we understand: kept and shown, but it can't be redriven.
record NoHeaders() implements HeaderFamily {
    @Override
    public Family family() {
        return Family.UNKNOWN;
    }

    @Override
    public boolean isPresentIn(HeaderView headers) {
        return true;
    }

    @Override
    public boolean owns(String header) {
        return false;
    }

    @Override
    public LetterId id(LogRecord letter, HeaderView headers) {
        return LetterId.named("at/" + letter.position());
    }

    @Override
    public Optional<Origin> origin(HeaderView headers) {
        return Optional.empty();
    }

    @Override
    public Handler handler(HeaderView headers) {
        return new Handler("", "");
    }

    @Override
    public Cause cause(HeaderView headers) {
        return new Cause("", "", "", "unknown", "", Fingerprint.of("unknown"));
    }
}
