package dev.agentbus.sink.redis;

import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.MemoryIdempotencyStore;
import java.time.Duration;

class MemoryIdempotencyStoreTest extends IdempotencyStoreContract {
    private final SettableClock clock = new SettableClock();
    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(clock);

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
