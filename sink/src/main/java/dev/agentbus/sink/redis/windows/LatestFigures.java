package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the figures of the last minute, five minutes and hour under keys like
/// `metrics:routing:count:5min`, for whoever reads with `GET`. The keys vanish soon after nobody renews
/// them. Several processes may do so at once.
public final class LatestFigures implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LatestFigures.class);

    /// Short names of topics; the others go by their own.
    private static final Map<String, String> SUBJECTS = Map.of(
            "agent-actions", "actions",
            "agent-routing-decisions", "routing",
            "agent-transformation-events", "transformations",
            "router-performance-metrics", "performance",
            "task-executions", "tasks",
            "agent-execution-logs", "executions",
            "agent-detection-failures", "detection_failures",
            "code-quality-metrics", "quality");

    private static final Duration MIN_KEPT = Duration.ofSeconds(15);

    private final MetricsStore store;
    private final WindowSettings settings;
    private final List<TopicName> topics;
    private final Clock clock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean failed;

    /// So many windows of a size, the one that is open included.
    private record Span(String label, WindowSize size, Duration length) {}

    /// @param store stays the caller's to close
    public LatestFigures(MetricsStore store, WindowSettings settings, Contracts contracts, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.topics = contracts.all().stream()
                .filter(contract -> contract.table().isPresent())
                .map(Contract::topic)
                .toList();
        this.clock = clock;
    }

    /// Renews the figures with every window, on a thread of its own.
    public void start() {
        Thread.ofVirtual().name("latest-figures").start(() -> {
            try {
                while (!ended.await(settings.window().toMillis(), TimeUnit.MILLISECONDS)) {
                    tryRefresh();
                }
            } catch (InterruptedException _ending) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void tryRefresh() {
        try {
            refresh();
            failed = false;
        } catch (TransientFailure e) {
            if (!failed) {
                log.atWarn().setCause(e).log("Can't renew the latest figures now");
            }
            failed = true;
        }
    }

    void refresh() {
        Map<String, String> figures = new TreeMap<>();
        for (Span span : spans()) {
            Map<String, Tally> sums = sums(span);
            for (TopicName topic : topics) {
                Tally sum = sums.getOrDefault(Series.totalOf(topic.value()), new Tally());
                String subject = SUBJECTS.get(topic.value());
                if (subject != null || !sum.isEmpty()) {
                    put(figures, subject == null ? topic.value() : subject, span.label(), sum.figures());
                }
            }
        }
        Duration kept = settings.window().multipliedBy(3);
        store.show(figures, kept.compareTo(MIN_KEPT) < 0 ? MIN_KEPT : kept);
    }

    private List<Span> spans() {
        return List.of(
                new Span("1min", settings.shortest(), Duration.ofMinutes(1)),
                new Span("5min", settings.shortest(), Duration.ofMinutes(5)),
                new Span("1h", WindowSettings.minute(), Duration.ofHours(1)));
    }

    private Map<String, Tally> sums(Span span) {
        WindowSize size = span.size();
        long last = size.at(clock.millis()).start();
        List<WindowId> asked = new ArrayList<>();
        for (long at = last - span.length().toMillis() + size.step(); at <= last; at += size.step()) {
            asked.add(size.at(at));
        }
        Map<String, Tally> sums = new HashMap<>();
        for (StoredWindow window : store.totals(asked, topics)) {
            window.tallies()
                    .forEach((field, tally) ->
                            sums.computeIfAbsent(field, _ -> new Tally()).add(tally));
        }
        return sums;
    }

    private static void put(Map<String, String> out, String subject, String span, Figures figures) {
        String key = "metrics:" + subject + ":%s:" + span;
        out.put(key.formatted("count"), Long.toString(figures.count()));
        out.put(key.formatted("errors"), Long.toString(figures.errors()));
        putNumber(out, key.formatted("success_rate"), figures.successRate());
        putNumber(out, key.formatted("p50"), figures.durations().p50());
        putNumber(out, key.formatted("p95"), figures.durations().p95());
        putNumber(out, key.formatted("p99"), figures.durations().p99());
        putNumber(out, key.formatted("confidence"), figures.confidence());
        putNumber(out, key.formatted("cache_hit_rate"), figures.cacheHitRate());
    }

    private static void putNumber(Map<String, String> out, String key, double number) {
        if (!Double.isNaN(number)) {
            out.put(key, String.format(Locale.ROOT, "%.4f", number));
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
