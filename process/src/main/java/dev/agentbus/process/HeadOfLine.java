package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells one bad record from a destination that is down, when both look like an outage: each time the
/// first record has failed alone, another one behind it is rehearsed. If that would pass, the failure
/// is the first record's own and counts against it; if it fails too, nothing is counted. One thread at
/// a time.
final class HeadOfLine {
    /// Failures of its own after which a record is given up: with the pauses between them, several
    /// seconds.
    static final int MAX_ATTEMPTS = 5;

    /// What a failure of the first record means.
    sealed interface Verdict {
        /// Nothing yet: no other record would pass, or there is none.
        record Open() implements Verdict {}

        /// It counts against the record.
        record Counted() implements Verdict {}

        /// It was one too many.
        record Bad(Entry.Hopeless letter) implements Verdict {}
    }

    private final BatchSink sink;
    private @Nullable Position position;
    private @Nullable Attempts attempts;
    private int turn;

    HeadOfLine(BatchSink sink) {
        this.sink = sink;
    }

    /// @param witnesses other events, each with the positions it would have; another one is rehearsed
    ///     each time
    Verdict failed(Entry.Decoded head, List<Batch> witnesses, TransientFailure cause, Instant now) {
        if (witnesses.isEmpty() || !passes(witnesses.get(turn++ % witnesses.size()))) {
            return new Verdict.Open();
        }
        Attempts before = head.position().equals(position) ? attempts : null;
        Attempts counted = before == null ? Attempts.one(now) : before.again(now);
        position = head.position();
        attempts = counted;
        if (counted.count() < MAX_ATTEMPTS) {
            return new Verdict.Counted();
        }
        PermanentFailure verdict = new PermanentFailure(
                "Cannot store event: it failed %d times while others would pass, got: %s"
                        .formatted(counted.count(), cause.getMessage()),
                cause);
        return new Verdict.Bad(new Entry.Hopeless(head.record(), verdict, Disposition.HEAD_OF_LINE, counted));
    }

    private boolean passes(Batch witness) {
        try {
            return sink.rehearse(witness);
        } catch (PermanentFailure _itAnswers) {
            return true;
        } catch (TransientFailure _downForIt) {
            return false;
        }
    }
}
