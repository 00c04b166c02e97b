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
    /// Windows in memory at once: some ten megabytes where they are full.
    private static final int AT_ONCE = 20;
    /// Further ones are told together.
    private static final int MAX_GROUPS = 5_000;

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
        Sums sums = new Sums(query);
        List<WindowReport.Line> lines = new ArrayList<>();
        List<WindowId> asked = asked(query);
        boolean ofTotals = isAnsweredByTotals(query);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            List<WindowId> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
            for (StoredWindow window : ofTotals ? store.totals(some, topics) : store.all(some)) {
                lines.add(lineOf(window, sums.add(window, ofTotals), now));
            }
        }
        return new WindowReport(query.size(), lines, sums.total.figures(), largestFirst(sums.groups));
    }

    /// What a query adds up to. One thread.
    private static final class Sums {
        private final WindowQuery query;
        private final Tally total = new Tally();
        private final Map<String, Tally> groups = new HashMap<>();

        Sums(WindowQuery query) {
            this.query = query;
        }

        /// @return what of the window was asked for
        Tally add(StoredWindow window, boolean ofTotals) {
            Tally sum = new Tally();
            window.tallies().forEach((field, tally) -> {
                if (Series.isTotal(field) == ofTotals) {
                    Series series = ofTotals ? Series.ofTotal(field) : Series.parse(field);
                    if (query.choice().takes(series)) {
                        sum.add(tally);
                        query.by().ifPresent(part -> group(part.of(series)).add(tally));
                    }
                }
            });
            total.add(sum);
            return sum;
        }

        private Tally group(String key) {
            String kept = groups.size() < MAX_GROUPS || groups.containsKey(key) ? key : Series.OTHERS;
            return groups.computeIfAbsent(kept, _ -> new Tally());
        }
    }

    private static List<WindowId> asked(WindowQuery query) {
        List<WindowId> asked = new ArrayList<>();
        WindowSize size = query.size();
        for (long at = size.at(query.from().toEpochMilli()).start();
                at < query.to().toEpochMilli();
                at += size.step()) {
            asked.add(size.at(at));
        }
        return asked;
    }

    /// They cost a hundredth of all series.
    private static boolean isAnsweredByTotals(WindowQuery query) {
        return query.choice().isOfTopicsOnly()
                && query.by().map(part -> part == Part.TOPIC).orElse(true);
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
