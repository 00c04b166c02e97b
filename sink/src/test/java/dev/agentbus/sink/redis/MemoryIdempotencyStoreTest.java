package dev.agentbus.sink.redis;

import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.MemoryIdempotencyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.threeten.extra.MutableClock;

class MemoryIdempotencyStoreTest extends IdempotencyStoreContract {
    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(clock);

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        clock.add(time);
    }
}
