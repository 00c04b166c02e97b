package dev.agentbus.engine;

import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Real engines for a test: each starts on a free port when it is first asked for, all in one
/// folder that `close` deletes.
///
/// ```java
/// try (TemporaryEngines engines = new TemporaryEngines()) {
///     String bootstrap = engines.kafka().address().toString();
///     engines.kafka().kill();
///     engines.kafka().start(); // same port, same data
/// }
/// ```
public final class TemporaryEngines implements AutoCloseable {
    /// Short, so that a test of a dead consumer does not wait long.
    public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

    private final EngineFolder folder;
    private final List<Engine> started = new ArrayList<>();
    private @Nullable KafkaEngine kafka;
    private @Nullable PostgresEngine postgres;
    private @Nullable RedisEngine redis;

    public TemporaryEngines() {
        try {
            Path root = Files.createTempDirectory("agentbus-engines-");
            String owner = System.getProperty("user.name");
            Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "agentbus-binaries-" + owner);
            folder = new EngineFolder(root, binaries);
        } catch (IOException e) {
            throw new TransientFailure("Cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    public synchronized KafkaEngine kafka() {
        if (kafka == null) {
            kafka = start(new KafkaEngine(folder, KafkaNodeSettings.DEFAULT.withSessionTimeout(SESSION_TIMEOUT)));
        }
        return kafka;
    }

    public synchronized PostgresEngine postgres() {
        if (postgres == null) {
            postgres = start(new PostgresEngine(folder, PostgresServerSettings.DEFAULT));
        }
        return postgres;
    }

    public synchronized RedisEngine redis() {
        if (redis == null) {
            redis = start(new RedisEngine(folder, new HostPort(HostPort.LOOPBACK, 0)));
        }
        return redis;
    }

    public EngineFolder folder() {
        return folder;
    }

    /// Kills what runs, since nothing of it is kept, and deletes the folder.
    @Override
    public synchronized void close() {
        started.forEach(Engine::kill);
        try {
            PostgresBinaries.delete(folder.root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <E extends Engine> E start(E engine) {
        engine.start();
        started.add(engine);
        return engine;
    }
}
