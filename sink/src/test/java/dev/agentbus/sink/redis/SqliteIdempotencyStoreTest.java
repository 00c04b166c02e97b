package dev.agentbus.sink.redis;

import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.SqliteIdempotencyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

class SqliteIdempotencyStoreTest extends IdempotencyStoreContract {
    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private SqliteIdempotencyStore store;

    @BeforeEach
    void open() {
        store = new SqliteIdempotencyStore(folder.resolve("idempotency.db"), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        clock.add(time);
    }
}
