package dev.agentbus.process.deadletter;

import dev.agentbus.events.TransientFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `agentbus_dead_letters` by status: counted beside the scrape, which never waits for a database. While
/// that can't be asked, the last counts stand.
public final class LetterGauges {
    private static final Logger log = LoggerFactory.getLogger(LetterGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final LetterStore store;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile Map<LetterStatus, Long> counts = Map.of();
    private volatile long nextCount = System.nanoTime();

    private LetterGauges(LetterStore store) {
        this.store = store;
    }

    public static void bind(LetterStore store, MeterRegistry meters) {
        LetterGauges gauges = new LetterGauges(store);
        for (LetterStatus status : LetterStatus.values()) {
            Gauge.builder("agentbus_dead_letters", () -> gauges.count(status))
                    .description("Dead letters in the table")
                    .tag("status", status.text())
                    .strongReference(true)
                    .register(meters);
        }
    }

    private long count(LetterStatus status) {
        if (System.nanoTime() - nextCount >= 0 && counting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("dead-letter-counts").start(this::countAgain);
        }
        return counts.getOrDefault(status, 0L);
    }

    private void countAgain() {
        try {
            counts = Map.copyOf(store.countByStatus());
        } catch (TransientFailure e) {
            log.atDebug().setCause(e).log("Could not count dead letters");
        } finally {
            nextCount = System.nanoTime() + FRESH.toNanos();
            counting.set(false);
        }
    }
}
