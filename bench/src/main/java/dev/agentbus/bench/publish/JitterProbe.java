package dev.agentbus.bench.publish;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// What the machine itself does to a thread at the same time: how much later than asked for a nap
/// of 1 ms ends.
final class JitterProbe implements AutoCloseable {
    private static final long NAP_NANOS = 1_000_000;

    private final Histogram late = new Histogram(3);
    private final Thread thread = Thread.ofPlatform().name("jitter").daemon().unstarted(this::run);
    private volatile boolean stopped;

    static JitterProbe start() {
        JitterProbe probe = new JitterProbe();
        probe.thread.start();
        return probe;
    }

    /// After [#close()].
    Histogram histogram() {
        return late;
    }

    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            long start = System.nanoTime();
            LockSupport.parkNanos(NAP_NANOS);
            late.recordValue(Math.max(0, System.nanoTime() - start - NAP_NANOS));
        }
    }
}
