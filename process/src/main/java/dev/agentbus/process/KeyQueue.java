package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.deadletter.Attempts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The events of one key that wait to be handled, in their order; only the first is ever in hand.
/// Owned by the worker's thread.
final class KeyQueue {
    /// What is about its first event.
    enum State {
        /// May be handled now.
        READY,
        IN_HAND,
        /// Has failed and waits for its next attempt; all behind it wait too.
        ASIDE,
        /// Given up, and not yet safe among the dead letters.
        GIVEN_UP,
        /// Its partition has gone to another member.
        DROPPED
    }

    /// Keys of different partitions, or topics, have nothing to do with each other; an event without
    /// a key has nothing to do with any other.
    record Key(LogPartition partition, @Nullable ByteBuffer bytes, long offset) {
        static Key of(LogRecord record) {
            byte[] key = record.key();
            return key == null
                    ? new Key(record.partition(), null, record.offset())
                    : new Key(record.partition(), ByteBuffer.wrap(key), 0);
        }
    }

    private record Held(Entry entry, Progress.Open memory) {}

    private final Key key;
    private final Deque<Held> events = new ArrayDeque<>();
    private State state = State.READY;
    private @Nullable Attempts attempts;
    private Instant due = Instant.EPOCH;

    KeyQueue(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    State state() {
        return state;
    }

    void state(State next) {
        this.state = next;
    }

    int size() {
        return events.size();
    }

    void add(Entry entry, Progress.Open memory) {
        events.addLast(new Held(entry, memory));
        if (events.size() == 1) {
            faceFirst();
        }
    }

    Entry first() {
        return events.getFirst().entry();
    }

    /// @return whether there is another
    boolean removeFirst() {
        events.removeFirst();
        if (events.isEmpty()) {
            return false;
        }
        faceFirst();
        return true;
    }

    private void faceFirst() {
        Progress.Open memory = events.getFirst().memory();
        attempts = memory.attempts() == 0 ? null : new Attempts(memory.attempts(), memory.first(), memory.last());
        due = memory.due();
        state = attempts == null ? State.READY : State.ASIDE;
    }

    /// Failed attempts at the first event.
    int attempts() {
        Attempts known = attempts;
        return known == null ? 0 : known.count();
    }

    Attempts failed(Instant now) {
        Attempts known = attempts;
        Attempts counted = known == null ? Attempts.one(now) : known.again(now);
        attempts = counted;
        return counted;
    }

    /// Takes back what was counted in an outage.
    void forgive(int failures) {
        Attempts known = attempts;
        if (known != null) {
            int left = known.count() - failures;
            attempts = left < 1 ? null : new Attempts(left, known.first(), known.last());
        }
    }

    void stepAside(Instant until) {
        due = until;
        state = State.ASIDE;
    }

    Instant due() {
        return due;
    }

    /// What is to be remembered of the first event, if anything is.
    Optional<Progress.Open> memory() {
        Attempts known = attempts;
        return known == null
                ? Optional.empty()
                : Optional.of(
                        new Progress.Open(first().record().offset(), known.count(), known.first(), known.last(), due));
    }

    Iterable<Entry> entries() {
        return events.stream().map(Held::entry).toList();
    }
}
