package dev.agentbus.app;

import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.MeasuredStore;
import dev.agentbus.process.idempotency.SqliteIdempotencyStore;
import dev.agentbus.sink.redis.RedisIdempotencyStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where handlers remember which effects outside of the bus are done: in Redis, which all processes
/// share; without one, in a file of this process.
final class EffectMemory {
    private static final Logger log = LoggerFactory.getLogger(EffectMemory.class);
    private static final String FILE = "idempotency.db";

    private EffectMemory() {}

    /// Connects to nothing yet.
    static IdempotencyStore open(Engines engines, DataFolder folder, MeterRegistry meters) {
        IdempotencyStore store = engines.redisSettings()
                .<IdempotencyStore>map(RedisIdempotencyStore::new)
                .orElseGet(() -> new SqliteIdempotencyStore(folder.root().resolve(FILE)));
        log.atInfo().addKeyValue("store", store.name()).log("Claims of outside effects have their place");
        return new MeasuredStore(store, meters);
    }
}
