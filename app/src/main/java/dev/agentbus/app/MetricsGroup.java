package dev.agentbus.app;

import dev.agentbus.process.Worker;
import dev.agentbus.sink.redis.windows.LatestFigures;
import dev.agentbus.sink.redis.windows.MetricsCounters;
import dev.agentbus.sink.redis.windows.MetricsSink;
import dev.agentbus.sink.redis.windows.MetricsStore;
import dev.agentbus.sink.redis.windows.WindowReader;
import java.time.Clock;

/// The reader that counts events in windows of time, and the means to look at them.
final class MetricsGroup {
    private MetricsGroup() {}

    static void start(Assembly assembly, Ground ground) {
        MetricsStore store = ground.windows().orElseThrow();
        assembly.started(
                "metrics",
                new Worker(
                        ground.eventLog(),
                        sink(assembly, ground),
                        MetricsSink.workerSettings().withMarks(ground.folder().marks()),
                        assembly.meters()));
        assembly.opened(
                        "latest figures",
                        new LatestFigures(store, assembly.settings().windows(), ground.contracts(), Clock.systemUTC()))
                .start();
    }

    static MetricsSink sink(Assembly assembly, Ground ground) {
        return new MetricsSink(
                ground.windows().orElseThrow(),
                ground.contracts(),
                assembly.settings().windows(),
                new MetricsCounters(assembly.meters()),
                Clock.systemUTC());
    }

    static void mount(Assembly assembly, Ground ground, MetricsStore store) {
        assembly.door()
                .mount(
                        "/api/metrics",
                        new WindowRoutes(
                                new WindowReader(store, ground.contracts(), Clock.systemUTC()),
                                new WindowRequests(assembly.settings().windows(), Clock.systemUTC())));
    }
}
