package dev.agentbus.engine;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps engines alive: starts them together, restarts one that dies, stops them in reverse order.
public final class Supervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(10);
    /// An engine that lived this long starts again with the first delay.
    private static final Duration STABLE = Duration.ofSeconds(60);

    private final List<Engine> engines;
    private final Map<String, AtomicInteger> restarts = new ConcurrentHashMap<>();
    private final List<Thread> watchers = new ArrayList<>();
    private volatile boolean stopping;

    /// @param engines in the order of need; the last is stopped first
    public Supervisor(List<? extends Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    public List<Engine> engines() {
        return engines;
    }

    /// How often the engine of that name came back after it was gone.
    public int restartsOf(String engine) {
        AtomicInteger counted = restarts.get(engine);
        return counted == null ? 0 : counted.get();
    }

    /// Returns when all of them answer; if one cannot start, those that did are stopped and its
    /// failure is thrown.
    ///
    /// @param whenBack told of an engine that was restarted, on the thread that watches it
    public synchronized void start(Consumer<Engine> whenBack) {
        List<FutureTask<Void>> starts =
                engines.stream().map(Supervisor::startInBackground).toList();
        try {
            for (FutureTask<Void> start : starts) {
                await(start);
            }
        } catch (BusFailure failure) {
            starts.forEach(Supervisor::awaitQuietly);
            stopAll();
            throw failure;
        }
        for (Engine engine : engines) {
            watchers.add(Thread.ofVirtual().name("supervise-" + engine.name()).start(() -> watch(engine, whenBack)));
        }
    }

    @Override
    public synchronized void close() {
        stopping = true;
        watchers.forEach(Thread::interrupt);
        for (Thread watcher : watchers) {
            join(watcher);
        }
        stopAll();
    }

    private void watch(Engine engine, Consumer<Engine> whenBack) {
        Duration delay = FIRST_DELAY;
        while (!stopping) {
            long started = System.nanoTime();
            try {
                if (engine.isRunning()) {
                    engine.exit().get();
                }
                if (stopping) {
                    return;
                }
                if (System.nanoTime() - started > STABLE.toNanos()) {
                    delay = FIRST_DELAY;
                }
                log.atWarn()
                        .addKeyValue("engine", engine.name())
                        .addKeyValue("delayMs", delay.toMillis())
                        .log("Engine is gone, starting it again");
                Thread.sleep(delay);
                delay = Duration.ofMillis(Math.min(MAX_DELAY.toMillis(), delay.toMillis() * 2));
                engine.start();
                restarts.computeIfAbsent(engine.name(), _ -> new AtomicInteger())
                        .incrementAndGet();
                log.atInfo().addKeyValue("engine", engine.name()).log("Engine is back");
                whenBack.accept(engine);
            } catch (BusFailure failure) {
                log.atError()
                        .addKeyValue("engine", engine.name())
                        .setCause(failure)
                        .log("Cannot restart engine, trying again");
            } catch (InterruptedException _) {
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void stopAll() {
        for (Engine engine : engines.reversed()) {
            engine.stop();
        }
    }

    private static FutureTask<Void> startInBackground(Engine engine) {
        FutureTask<Void> task = new FutureTask<>(engine::start, null);
        Thread.ofVirtual().name("start-" + engine.name()).start(task);
        return task;
    }

    private static void await(FutureTask<Void> start) {
        try {
            start.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BusFailure failure
                    ? failure
                    : new TransientFailure("Cannot start engine: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot start engines: interrupted", e);
        }
    }

    private static void awaitQuietly(FutureTask<Void> start) {
        try {
            await(start);
        } catch (BusFailure failure) {
            log.atDebug().setCause(failure).log("Another engine did not start either");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
