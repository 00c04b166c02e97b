package dev.agentbus.app;

import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// Shows a publisher's counters as metrics: the SDK itself knows no metrics library.
final class PublisherMeters {
    private PublisherMeters() {}

    static void bind(Publisher publisher, MeterRegistry meters) {
        counter(publisher, meters, "accepted", PublisherCounters::accepted);
        counter(publisher, meters, "delivered", PublisherCounters::delivered);
        counter(publisher, meters, "spooled", PublisherCounters::spooled);
        counter(publisher, meters, "drained", PublisherCounters::drained);
        counter(publisher, meters, "rejected", PublisherCounters::rejected);
        counter(publisher, meters, "failed", PublisherCounters::failed);
        counter(publisher, meters, "set.aside", PublisherCounters::setAside);
        gauge(publisher, meters, "ring.depth", PublisherCounters::ringDepth);
        gauge(publisher, meters, "spool.depth", PublisherCounters::spoolDepth);
        gauge(publisher, meters, "spool.bytes", PublisherCounters::spoolBytes);
    }

    private static void counter(
            Publisher publisher, MeterRegistry meters, String outcome, ToDoubleFunction<PublisherCounters> value) {
        FunctionCounter.builder("agentbus.publisher." + outcome, publisher, p -> value.applyAsDouble(p.counters()))
                .register(meters);
    }

    private static void gauge(
            Publisher publisher, MeterRegistry meters, String name, ToDoubleFunction<PublisherCounters> value) {
        Gauge.builder("agentbus.publisher." + name, publisher, p -> value.applyAsDouble(p.counters()))
                .register(meters);
    }
}
