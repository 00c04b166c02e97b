package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.events.BusFailure;
import dev.agentbus.log.TopicAdmin;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this process and its log are like, as meters: `agentbus_part_up`, `agentbus_engine_restarts`,
/// `agentbus_log_*`, and those of the JVM. Looked at every few seconds by a thread of its own, so that
/// a scrape never waits for a part that hangs. While the log does not answer, what it said last holds.
final class BusMeters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BusMeters.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Readiness readiness;
    private final TopicAdmin topics;
    private final Map<String, AtomicInteger> parts = new LinkedHashMap<>();
    private volatile TopicAdmin.Replication replication = new TopicAdmin.Replication(0, 0, 0);
    private @Nullable Thread watch;

    BusMeters(Readiness readiness, TopicAdmin topics) {
        this.readiness = readiness;
        this.topics = topics;
    }

    void start(MeterRegistry meters, Engines engines) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        gauge(meters, "partitions", "Partitions of all topics", TopicAdmin.Replication::partitions);
        gauge(
                meters,
                "under_replicated_partitions",
                "Partitions with fewer replicas in sync than they should have",
                TopicAdmin.Replication::underReplicated);
        gauge(meters, "offline_partitions", "Partitions without a leader", TopicAdmin.Replication::offline);
        for (Engine engine : engines.own()) {
            FunctionCounter.builder("agentbus_engine_restarts", engines, own -> own.restartsOf(engine))
                    .description("How often an engine of ours was gone and came back")
                    .tag("engine", engine.name())
                    .register(meters);
        }
        look(meters);
        watch = Thread.ofVirtual().name("bus-meters").start(() -> watch(meters));
    }

    private void gauge(
            MeterRegistry meters, String name, String description, ToDoubleFunction<TopicAdmin.Replication> value) {
        Gauge.builder("agentbus_log_" + name, () -> value.applyAsDouble(replication))
                .description(description)
                .register(meters);
    }

    private void watch(MeterRegistry meters) {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look(meters);
            }
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(MeterRegistry meters) {
        readiness.ask().forEach((part, wrong) -> up(meters, part).set(wrong.isEmpty() ? 1 : 0));
        try {
            replication = topics.replication();
        } catch (BusFailure e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("Could not look at the log's partitions");
        }
    }

    private AtomicInteger up(MeterRegistry meters, String part) {
        return parts.computeIfAbsent(part, name -> {
            AtomicInteger up = new AtomicInteger();
            Gauge.builder("agentbus_part_up", up, AtomicInteger::get)
                    .description("1 while the part can do its work")
                    .tag("part", name)
                    .register(meters);
            return up;
        });
    }

    @Override
    public void close() {
        Thread running = watch;
        if (running != null) {
            running.interrupt();
        }
    }
}
