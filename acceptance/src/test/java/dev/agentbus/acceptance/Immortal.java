package dev.agentbus.acceptance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A process that is started again whenever it is killed, also when that is before it is ready.
final class Immortal implements AutoCloseable {
    private final RunningBus bus;
    private final AtomicInteger deaths = new AtomicInteger();
    private final Thread guard;
    private volatile boolean closed;
    private volatile @Nullable AssertionError failure;

    Immortal(RunningBus bus) {
        this.bus = bus;
        this.guard = Thread.ofVirtual().start(this::revive);
    }

    private void revive() {
        while (!closed) {
            if (bus.isRunning()) {
                LockSupport.parkNanos(50_000_000);
                continue;
            }
            int before = deaths.get();
            try {
                bus.startAgain();
            } catch (AssertionError e) {
                if (deaths.get() == before) {
                    failure = e;
                    return;
                }
            }
        }
    }

    void kill() {
        deaths.incrementAndGet();
        bus.kill();
    }

    void freeze() {
        bus.signal("STOP");
    }

    int deaths() {
        return deaths.get();
    }

    /// @throws AssertionError when it could not be started again
    void check() {
        AssertionError failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            guard.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bus.close();
    }
}
