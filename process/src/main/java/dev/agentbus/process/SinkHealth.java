package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the sink does what it is asked: when it is tried again after a failure, and what people
/// are told. Owned by the worker's thread.
final class SinkHealth {
    private static final Logger log = LoggerFactory.getLogger(SinkHealth.class);
    /// When a call takes longer, people are told: the sink's own limits may be far off.
    private static final Duration SLOW_LIMIT = Duration.ofSeconds(10);

    private final String group;
    private final WorkerParts parts;
    private final BackOff backOff;
    private long askedAt;

    SinkHealth(String group, WorkerParts parts) {
        this.group = group;
        this.parts = parts;
        this.backOff = new BackOff(parts.settings().retry(), parts.time().random());
    }

    void asked(long now) {
        askedAt = now;
    }

    /// Whether the call that is under way takes suspiciously long.
    boolean slow(long now) {
        return now - askedAt >= SLOW_LIMIT.toNanos();
    }

    boolean down() {
        return backOff.failures() > 0;
    }

    boolean mayTry(long now) {
        return backOff.mayTry(now);
    }

    long nanosUntilTry(long now) {
        return backOff.nanosUntilTry(now);
    }

    void answered() {
        if (down()) {
            log.atInfo().addKeyValue("group", group).log("Storing again");
        }
        backOff.succeeded();
        parts.board().state(WorkerStatus.State.RUNNING);
    }

    void failed(TransientFailure cause) {
        if (!down()) {
            log.atWarn().addKeyValue("group", group).setCause(cause).log("Can't store now, waiting");
        }
        backOff.failed(parts.time().now());
        parts.board()
                .failed(
                        Objects.requireNonNullElse(cause.getMessage(), "?"),
                        parts.time().clock().instant());
        parts.board().state(WorkerStatus.State.WAITING);
    }
}
