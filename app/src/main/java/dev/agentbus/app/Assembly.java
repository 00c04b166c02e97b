package dev.agentbus.app;

import dev.agentbus.process.Worker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of one process as they are put together: each says what is to be closed, what tells of
/// its health, and which door it opens. Closes the parts in reverse.
final class Assembly implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Assembly.class);

    private final BusSettings settings;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpDoor door;
    private final Map<String, Runnable> checks = new LinkedHashMap<>();
    private final Deque<Part> open = new ArrayDeque<>();
    /// Read by who watches the groups, while readers come and go.
    private final List<Worker> workers = new CopyOnWriteArrayList<>();

    /// What is to be closed, and its name for the log.
    private record Part(String name, AutoCloseable part) {}

    Assembly(BusSettings settings) {
        this.settings = settings;
        this.door = new HttpDoor(settings.http(), settings.access());
    }

    BusSettings settings() {
        return settings;
    }

    boolean does(Role role) {
        return settings.roles().contains(role);
    }

    PrometheusMeterRegistry meters() {
        return meters;
    }

    HttpDoor door() {
        return door;
    }

    /// @param check throws what is wrong; asked by `/health`
    void check(String name, Runnable check) {
        checks.put(name, check);
    }

    Map<String, Runnable> checks() {
        return checks;
    }

    List<Worker> workers() {
        return workers;
    }

    <P extends AutoCloseable> P opened(String name, P part) {
        open.push(new Part(name, part));
        return part;
    }

    /// Starts a consumer group's worker, shown with its lag and its reasons wherever groups are.
    Worker started(String name, Worker worker) {
        opened(name, worker).start();
        workers.add(worker);
        return worker;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            Part last = open.pop();
            try {
                last.part().close();
            } catch (Exception failure) {
                log.atError().addKeyValue("part", last.name()).setCause(failure).log("Cannot close part");
            }
        }
    }
}
