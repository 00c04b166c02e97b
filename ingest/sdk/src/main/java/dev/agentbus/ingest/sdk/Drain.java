package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.Position;
import dev.agentbus.log.sqlite.SpooledRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Brings the spool into the log, oldest first, one bounded batch at a time. Owned by the sender.
final class Drain {
    static final int BATCH_EVENTS = 1_000;

    private final Spools spools;
    private final Tally tally;
    private final Duration stallLimit;
    private List<SpooledRecord> batch = List.of();
    private List<CompletableFuture<Position>> acks = List.of();
    private long sinceNanos;

    Drain(Spools spools, Tally tally, Duration stallLimit) {
        this.spools = spools;
        this.tally = tally;
        this.stallLimit = stallLimit;
    }

    boolean isUnderWay() {
        return !batch.isEmpty();
    }

    /// Appends the next batch, or takes note of the acknowledgements of the last one.
    ///
    /// @return whether anything moved
    /// @throws TransientFailure when the log failed again; the events stay in the spool
    boolean advance(LogAppender appender) {
        if (batch.isEmpty()) {
            batch = spools.oldest(BATCH_EVENTS);
            append(appender);
            return !batch.isEmpty();
        }
        for (CompletableFuture<Position> ack : acks) {
            if (!ack.isDone()) {
                if (System.nanoTime() - sinceNanos > stallLimit.toNanos()) {
                    throw new TransientFailure("Cannot drain the spool: no acknowledgement within " + stallLimit
                            + ", got: " + batch.size() + " events unacknowledged");
                }
                return false;
            }
            demandNoOutage(ack);
        }
        finish();
        return true;
    }

    /// Leaves the batch in the spool.
    void forget() {
        batch = List.of();
        acks = List.of();
    }

    private void append(LogAppender appender) {
        sinceNanos = System.nanoTime();
        acks = new ArrayList<>(batch.size());
        for (SpooledRecord spooled : batch) {
            CompletableFuture<Position> ack = appender.append(spooled.record());
            acks.add(ack);
            if (ack.isDone()) {
                demandNoOutage(ack);
            }
        }
    }

    private static void demandNoOutage(CompletableFuture<Position> ack) {
        Throwable failure = Flight.failureOf(ack);
        if (failure != null && !Flight.isPermanent(failure)) {
            throw new TransientFailure("Cannot drain the spool: " + failure.getMessage(), failure);
        }
    }

    private void finish() {
        long refused = 0;
        for (int i = 0; i < batch.size(); i++) {
            Throwable failure = Flight.failureOf(acks.get(i));
            if (failure != null) {
                refused++;
                spools.setAside(batch.get(i).sequence(), String.valueOf(failure.getMessage()));
            }
        }
        spools.deleteUpTo(batch.get(batch.size() - 1).sequence());
        tally.drained.addAndGet(batch.size() - refused);
        forget();
    }
}
