package dev.agentbus.log.memory;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/// Writes at once while the log is up, holds records open while it is frozen.
final class MemoryAppender implements LogAppender {
    private record Open(NewRecord record, CompletableFuture<Position> receipt) {}

    private final MemoryLog log;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private boolean closed;

    MemoryAppender(MemoryLog log) {
        this.log = log;
    }

    @Override
    public CompletableFuture<Position> append(NewRecord record) {
        CompletableFuture<Position> receipt = new CompletableFuture<>();
        log.locked(() -> {
            if (closed) {
                throw new IllegalStateException("Cannot append: the appender is closed, got: " + record.topic());
            }
            open.add(new Open(record, receipt));
        });
        settle();
        return receipt;
    }

    /// Returns when nothing is open; while the log is frozen that takes until it is back.
    @Override
    public void flush() {
        awaitUntil(System.nanoTime() + Duration.ofDays(1).toNanos());
    }

    @Override
    public void abort() {
        log.locked(() -> {
            closed = true;
            while (!open.isEmpty()) {
                Open next = open.remove();
                next.receipt.completeExceptionally(
                        new TransientFailure("Cannot append: given up, got: " + next.record.topic()));
            }
        });
    }

    @Override
    public void close(Duration limit) {
        awaitUntil(System.nanoTime() + limit.toNanos());
        abort();
    }

    private void awaitUntil(long deadline) {
        log.lock.lock();
        try {
            settle();
            long left = deadline - System.nanoTime();
            while (!open.isEmpty() && left > 0) {
                left = log.changed.awaitNanos(left);
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            log.lock.unlock();
        }
    }

    private void settle() {
        log.locked(() -> {
            while (!open.isEmpty() && log.link() != MemoryLog.Link.FROZEN) {
                Open next = open.remove();
                try {
                    log.demandLink();
                    next.receipt.complete(log.write(next.record));
                } catch (BusFailure failure) {
                    next.receipt.completeExceptionally(failure);
                }
            }
        });
    }
}
