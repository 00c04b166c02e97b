package dev.agentbus.view;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One client that watches live. Its own virtual thread writes to it and waits for it; everyone
/// else only puts frames in its outbox.
final class Client {
    /// What is written at once at most.
    private static final int BATCH_BYTES = 64 << 10;

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Wire wire;
    private final Outbox outbox;
    private final Clock clock;
    /// Reads from the client; interrupting it closes the connection. The writer itself for clients
    /// that only listen.
    private final Thread reader;

    private volatile Subscription subscription = Subscription.ALL;
    private volatile @Nullable Thread writer;
    private volatile long writingSinceNanos;
    private final AtomicInteger unansweredPings = new AtomicInteger();
    private volatile boolean ended;

    Client(Wire wire, PushSettings settings, Clock clock, Thread reader) {
        this.wire = wire;
        this.outbox = new Outbox(settings);
        this.clock = clock;
        this.reader = reader;
    }

    Subscription subscription() {
        return subscription;
    }

    void subscription(Subscription wanted) {
        this.subscription = wanted;
    }

    Outbox outbox() {
        return outbox;
    }

    /// Queues a reply; a client that piles them up is cut off.
    void reply(Frame frame) {
        if (!outbox.reply(frame)) {
            abort();
        }
    }

    /// Sends what waits, then says goodbye.
    void close(int code, String reason) {
        outbox.reply(Frame.close(code, reason));
        outbox.close();
    }

    /// Ends the connection at once: a virtual thread that is interrupted in a socket operation
    /// closes the socket.
    void abort() {
        ended = true;
        outbox.close();
        Thread writing = writer;
        if (writing != null) {
            writing.interrupt();
        }
        reader.interrupt();
    }

    void answered() {
        unansweredPings.set(0);
    }

    void ping() {
        reply(Frame.ping());
        if (wire.answersPings()) {
            unansweredPings.incrementAndGet();
        }
    }

    int unansweredPings() {
        return unansweredPings.get();
    }

    boolean isStalled(Duration limit) {
        long since = writingSinceNanos;
        return since != 0 && System.nanoTime() - since > limit.toNanos();
    }

    boolean isGone() {
        return ended || !reader.isAlive();
    }

    /// Writes until the client is gone or [#close]d. On the client's own virtual thread.
    void writeAll() {
        writer = Thread.currentThread();
        try {
            while (!ended) {
                List<Frame> batch = outbox.take(BATCH_BYTES, IDLE, clock.instant());
                if (batch == null) {
                    return;
                }
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception _gone) {
            // The connection ended; whoever opened it learns that from the reader.
        } finally {
            ended = true;
            writingSinceNanos = 0;
        }
    }

    private void write(List<Frame> batch) throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        writingSinceNanos = System.nanoTime() | 1;
        wire.write(joined(batch));
        writingSinceNanos = 0;
    }

    private byte[] joined(List<Frame> batch) {
        if (batch.size() == 1) {
            return wire.encoded(batch.getFirst());
        }
        int length = 0;
        for (Frame frame : batch) {
            length += wire.encoded(frame).length;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (Frame frame : batch) {
            byte[] encoded = wire.encoded(frame);
            System.arraycopy(encoded, 0, bytes, at, encoded.length);
            at += encoded.length;
        }
        return bytes;
    }
}
