package dev.agentbus.ingest.sdk;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.redaction.Redactor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What waits in memory, in order: what was taken up before and came back, then the ring. Owned by
/// the sender.
///
/// Events leave it redacted: log and spool never see a secret.
final class Waiting {
    private final EventRing ring;
    private final Function<TopicName, Redactor> redaction;
    private final String source;
    private final Tally tally;
    private final ArrayDeque<Outgoing> held = new ArrayDeque<>();

    Waiting(EventRing ring, Function<TopicName, Redactor> redaction, String source, Tally tally) {
        this.ring = ring;
        this.redaction = redaction;
        this.source = source;
        this.tally = tally;
    }

    boolean isEmpty() {
        return held.isEmpty() && ring.isEmpty();
    }

    /// Above this share of what memory may hold?
    boolean isFilledAbove(double share) {
        return ring.isFilledAbove(share);
    }

    /// The next event, or null.
    @Nullable
    Outgoing next() {
        return held.isEmpty() ? takeFromRing() : held.remove();
    }

    /// The next events, still waiting until [#forget()].
    List<Outgoing> peek(int maxEvents, long maxBytes) {
        long bytes = held.stream().mapToLong(Outgoing::bytes).sum();
        while (held.size() < maxEvents && bytes < maxBytes) {
            Outgoing next = takeFromRing();
            if (next == null) {
                break;
            }
            held.add(next);
            bytes += next.bytes();
        }
        return List.copyOf(held);
    }

    /// All that [#peek] gave.
    void forget() {
        held.clear();
    }

    /// Puts events back before all others.
    void putBack(List<Outgoing> events) {
        for (int i = events.size() - 1; i >= 0; i--) {
            held.addFirst(events.get(i));
        }
    }

    /// Whether something was taken up and found no place.
    boolean hasHeld() {
        return !held.isEmpty();
    }

    private @Nullable Outgoing takeFromRing() {
        while (true) {
            Pending pending = ring.poll();
            if (pending == null) {
                return null;
            }
            try {
                Redactor redactor = redaction.apply(pending.event().topic());
                byte[] payload = redactor.redact(pending.event().payload());
                return new Outgoing(pending, pending.toRecord(payload, source));
            } catch (RuntimeException e) {
                // What can't be looked through for secrets goes nowhere.
                tally.failed.incrementAndGet();
                pending.fail(new PermanentFailure(
                        "Cannot publish %s: its payload can't be redacted, got: %s".formatted(pending.event(), e), e));
            }
        }
    }
}
