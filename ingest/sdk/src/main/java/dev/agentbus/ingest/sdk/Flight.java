package dev.agentbus.ingest.sdk;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// The events that were appended and are not yet acknowledged, in order. Owned by the sender.
final class Flight {
    private record Open(Outgoing event, CompletableFuture<Position> ack, long sinceNanos) {}

    /// What may be unacknowledged: enough for 100,000 events/s at 100 ms.
    private static final int MAX_EVENTS = 16_384;

    /// Below the appender's own buffer (32 MiB), so that it never blocks for space.
    private static final long MAX_BYTES = 24L << 20;

    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private final Tally tally;
    private long bytes;
    private volatile boolean failed;

    Flight(Tally tally) {
        this.tally = tally;
    }

    boolean hasRoom() {
        return open.size() < MAX_EVENTS && bytes < MAX_BYTES;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /// @return false when one failed in a way that may pass: then nothing may be appended behind it
    boolean launch(LogAppender appender, Outgoing event) {
        CompletableFuture<Position> ack = appender.append(event.record()).whenComplete(this::noteFailure);
        open.add(new Open(event, ack, System.nanoTime()));
        bytes += event.bytes();
        return !failed;
    }

    /// Also for events that are not the oldest: nothing may be appended behind a failed one.
    private void noteFailure(@Nullable Position position, @Nullable Throwable failure) {
        if (failure != null && !isPermanent(failure)) {
            failed = true;
        }
    }

    /// Completes the receipts that are due, in order.
    ///
    /// @return whether there were any
    boolean settle() {
        boolean any = false;
        while (!open.isEmpty() && open.element().ack().isDone()) {
            Open next = open.element();
            Throwable failure = failureOf(next.ack());
            if (failure != null && !isPermanent(failure)) {
                failed = true;
                return any;
            }
            land(next, failure);
            any = true;
        }
        return any;
    }

    /// Whether order demands to stop: something failed, or the oldest has waited too long.
    boolean isBroken(Duration stallLimit) {
        return failed || (!open.isEmpty() && System.nanoTime() - open.element().sinceNanos() > stallLimit.toNanos());
    }

    /// Gives up on the appender, completes what got through, and starts anew.
    ///
    /// @return what is not known to be in the log, in order
    List<Outgoing> abandon(LogAppender appender) {
        appender.abort();
        List<Outgoing> left = new ArrayList<>();
        while (!open.isEmpty()) {
            Open next = open.element();
            Throwable failure = failureOf(next.ack());
            if (failure == null || isPermanent(failure)) {
                land(next, failure);
            } else {
                left.add(open.remove().event());
            }
        }
        bytes = 0;
        failed = false;
        return left;
    }

    private void land(Open landed, @Nullable Throwable failure) {
        open.remove();
        bytes -= landed.event().bytes();
        if (failure == null) {
            tally.delivered.incrementAndGet();
            landed.event().pending().completeAt(landed.ack().join());
        } else {
            tally.failed.incrementAndGet();
            landed.event().pending().fail(failure);
        }
    }

    static boolean isPermanent(Throwable failure) {
        return failure instanceof PermanentFailure;
    }

    /// Of a completed append.
    static @Nullable Throwable failureOf(CompletableFuture<Position> ack) {
        if (!ack.isCompletedExceptionally()) {
            return null;
        }
        try {
            ack.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }
}
