package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.sink.redis.windows.WindowQuery.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers questions about the windows of a store. Safe for any thread.
public final class WindowReader {
    private final MetricsStore store;
    private final List<TopicName> topics;
    private final Clock clock;

    /// @param store stays the caller's to close
    public WindowReader(MetricsStore store, Contracts contracts, Clock clock) {
        this.store = store;
        this.topics = contracts.all().stream()
                .filter(contract -> contract.table().isPresent())
                .map(Contract::topic)
                .toList();
        this.clock = clock;
    }

    /// @throws dev.agentbus.events.TransientFailure when the store can't be asked now
    public WindowReport read(WindowQuery query) {
        long now = clock.millis();
        List<StoredWindow> found = found(query);
        List<WindowReport.Line> lines = new ArrayList<>();
        Tally total = new Tally();
        Map<String, Tally> groups = new HashMap<>();
        for (StoredWindow window : found) {
            Tally sum = new Tally();
            window.tallies().forEach((field, tally) -> {
                Series series = Series.isTotal(field) ? Series.ofTotal(field) : Series.parse(field);
                if (query.choice().takes(series)) {
                    sum.add(tally);
                    query.by()
                            .ifPresent(part -> groups.computeIfAbsent(part.of(series), _ -> new Tally())
                                    .add(tally));
                }
            });
            total.add(sum);
            lines.add(lineOf(window, sum, now));
        }
        return new WindowReport(query.size(), lines, total.figures(), largestFirst(groups));
    }

    /// Totals where they are enough: they cost a hundredth of all series.
    private List<StoredWindow> found(WindowQuery query) {
        List<WindowId> asked = new ArrayList<>();
        WindowSize size = query.size();
        for (long at = size.at(query.from().toEpochMilli()).start();
                at < query.to().toEpochMilli();
                at += size.step()) {
            asked.add(size.at(at));
        }
        boolean totals = query.choice().isOfTopicsOnly()
                && query.by().map(part -> part == Part.TOPIC).orElse(true);
        if (totals) {
            return store.totals(asked, topics);
        }
        return store.all(asked).stream().map(WindowReader::withoutTotals).toList();
    }

    private static StoredWindow withoutTotals(StoredWindow window) {
        window.tallies().keySet().removeIf(Series::isTotal);
        return window;
    }

    private static WindowReport.Line lineOf(StoredWindow window, Tally sum, long now) {
        WindowId id = window.id();
        return new WindowReport.Line(
                Instant.ofEpochMilli(id.start()),
                Instant.ofEpochMilli(id.start() + id.size().step()),
                id.closedAt(now),
                window.late(),
                sum.figures());
    }

    private static Map<String, Figures> largestFirst(Map<String, Tally> groups) {
        Map<String, Figures> sorted = new LinkedHashMap<>();
        groups.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue().figures()))
                .sorted(Comparator.<Map.Entry<String, Figures>>comparingLong(
                                each -> -each.getValue().count())
                        .thenComparing(Map.Entry::getKey))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }
}
