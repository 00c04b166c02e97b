package dev.agentbus.ingest.sdk;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts outcomes. Any thread.
final class Tally {
    final LongAdder accepted = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong spooled = new AtomicLong();
    final AtomicLong drained = new AtomicLong();
    final AtomicLong failed = new AtomicLong();

    /// Accepted events whose receipt is out.
    long settled() {
        return delivered.get() + spooled.get() + failed.get();
    }
}
