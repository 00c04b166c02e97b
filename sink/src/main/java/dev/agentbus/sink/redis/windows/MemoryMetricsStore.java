package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The twin of [RedisMetricsStore] for tests, forgetful. Safe for any thread.
public final class MemoryMetricsStore implements MetricsStore {
    private final StoreLimits limits;
    private final Clock clock;
    private final Map<ConsumerId, Map<LogPartition, Claim>> positions = new HashMap<>();
    private final Map<WindowId, Kept> windows = new HashMap<>();
    private final Map<String, String> shown = new TreeMap<>();
    private Map<String, String> places = new HashMap<>();
    private Map<String, String> olderPlaces = new HashMap<>();

    /// A window as it is kept.
    private static final class Kept {
        private final Map<String, String> texts = new TreeMap<>();
        private final Map<LogPartition, Long> marks = new HashMap<>();
        private long late;
    }

    public MemoryMetricsStore(Clock clock) {
        this(StoreLimits.DEFAULT, clock);
    }

    MemoryMetricsStore(StoreLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void check() {}

    @Override
    public synchronized Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        Map<LogPartition, Claim> claims = new HashMap<>();
        for (LogPartition partition : partitions) {
            Claim before = positionsOf(consumer).getOrDefault(partition, new Claim(0, Claim.NONE));
            claims.put(partition, new Claim(before.epoch() + 1, before.position()));
        }
        positionsOf(consumer).putAll(claims);
        return claims;
    }

    private Map<LogPartition, Claim> positionsOf(ConsumerId consumer) {
        return positions.computeIfAbsent(consumer, _ -> new TreeMap<>());
    }

    @Override
    public synchronized Answer apply(Change change) {
        Answer.@Nullable Fenced fenced = strangerTo(change.consumer(), change.advances());
        if (fenced != null) {
            return isDone(change) ? new Answer.Already() : fenced;
        }
        windows.keySet().removeIf(window -> window.forgottenAt() <= clock.millis());
        Answer.Known known = known(change);
        if (!known.repeated().isEmpty() || overlaps(change, known)) {
            return known;
        }
        change.advances()
                .forEach(advance -> positionsOf(change.consumer())
                        .put(advance.partition(), new Claim(advance.epoch(), advance.to())));
        remember(change.mentions());
        change.windows().forEach(this::add);
        return new Answer.Done();
    }

    private Answer.@Nullable Fenced strangerTo(ConsumerId consumer, List<Advance> advances) {
        for (Advance advance : advances) {
            Claim held = positionsOf(consumer).get(advance.partition());
            if (!new Claim(advance.epoch(), advance.from()).equals(held)) {
                return RedisMetricsStore.fenced(advance, String.valueOf(held));
            }
        }
        return null;
    }

    private boolean isDone(Change change) {
        return change.advances().stream()
                .allMatch(advance -> new Claim(advance.epoch(), advance.to())
                        .equals(positionsOf(change.consumer()).get(advance.partition())));
    }

    private Answer.Known known(Change change) {
        Map<WindowId, Map<LogPartition, Long>> marks = new HashMap<>();
        change.windows().keySet().forEach(window -> marks.put(window, windows.getOrDefault(window, new Kept()).marks));
        Set<Mention> repeated = new HashSet<>();
        for (Mention mention : change.mentions()) {
            String place = places.getOrDefault(mention.id(), olderPlaces.get(mention.id()));
            if (place != null && !place.equals(mention.place())) {
                repeated.add(mention);
            }
        }
        return new Answer.Known(copy(marks), repeated);
    }

    private static Map<WindowId, Map<LogPartition, Long>> copy(Map<WindowId, Map<LogPartition, Long>> marks) {
        Map<WindowId, Map<LogPartition, Long>> copy = new HashMap<>();
        marks.forEach((window, each) -> copy.put(window, Map.copyOf(each)));
        return copy;
    }

    private static boolean overlaps(Change change, Answer.Known known) {
        return change.windows().entrySet().stream()
                .anyMatch(window -> window.getValue().offsets().entrySet().stream()
                        .anyMatch(span -> known.marks()
                                        .getOrDefault(window.getKey(), Map.of())
                                        .getOrDefault(span.getKey(), -1L)
                                >= span.getValue().first()));
    }

    private void remember(List<Mention> mentions) {
        List<Mention> fresh = mentions.stream()
                .filter(mention -> !places.containsKey(mention.id()) && !olderPlaces.containsKey(mention.id()))
                .toList();
        if (places.size() + fresh.size() > limits.rememberedIds()) {
            olderPlaces = places;
            places = new HashMap<>();
        }
        fresh.forEach(mention -> places.put(mention.id(), mention.place()));
    }

    private void add(WindowId id, WindowChange change) {
        Kept kept = windows.computeIfAbsent(id, _ -> new Kept());
        change.offsets().forEach((partition, span) -> kept.marks.put(partition, span.last()));
        kept.late += change.late();
        change.tallies().forEach((field, tally) -> {
            boolean room = Series.isTotal(field)
                    || kept.texts.containsKey(field)
                    || kept.texts.size() < limits.seriesPerWindow();
            String into = room ? field : Series.othersOf(Series.parse(field).topic());
            String before = kept.texts.get(into);
            Tally sum = before == null ? new Tally() : Tally.parse(before);
            sum.add(tally);
            kept.texts.put(into, sum.text());
        });
    }

    @Override
    public synchronized boolean rehearse(ConsumerId consumer, List<Advance> advances) {
        return strangerTo(consumer, advances) == null;
    }

    @Override
    public List<StoredWindow> totals(List<WindowId> asked, Collection<TopicName> topics) {
        Set<String> fields = new HashSet<>();
        topics.forEach(topic -> fields.add(Series.totalOf(topic.value())));
        return all(asked).stream()
                .map(window -> {
                    window.tallies().keySet().retainAll(fields);
                    return window;
                })
                .toList();
    }

    @Override
    public synchronized List<StoredWindow> all(List<WindowId> asked) {
        List<StoredWindow> found = new ArrayList<>();
        for (WindowId id : asked) {
            Kept kept = id.forgottenAt() <= clock.millis() ? new Kept() : windows.getOrDefault(id, new Kept());
            Map<String, Tally> tallies = new TreeMap<>();
            kept.texts.forEach((field, text) -> tallies.put(field, Tally.parse(text)));
            found.add(new StoredWindow(id, kept.late, tallies));
        }
        return found;
    }

    @Override
    public synchronized void show(Map<String, String> figures, Duration kept) {
        shown.clear();
        shown.putAll(figures);
    }

    /// What was shown last.
    synchronized Map<String, String> shown() {
        return Map.copyOf(shown);
    }

    @Override
    public synchronized Map<LogPartition, Long> of(ConsumerId consumer) {
        Map<LogPartition, Long> known = new TreeMap<>();
        positionsOf(consumer).forEach((partition, claim) -> {
            if (claim.position() != Claim.NONE) {
                known.put(partition, claim.position());
            }
        });
        return known;
    }

    @Override
    public synchronized Map<LogPartition, Long> setBack(ConsumerId consumer, Map<LogPartition, Long> to) {
        Map<LogPartition, Long> before = of(consumer);
        before.entrySet().removeIf(each -> to.getOrDefault(each.getKey(), Long.MAX_VALUE) >= each.getValue());
        before.keySet()
                .forEach(partition -> positionsOf(consumer)
                        .computeIfPresent(
                                partition, (_, claim) -> new Claim(claim.epoch() + 1, to.getOrDefault(partition, 0L))));
        return before;
    }

    @Override
    public synchronized void forget(ConsumerId consumer) {
        positions.remove(consumer);
    }

    /// Forgets a window, as a server does that is told to evict.
    synchronized void evict(WindowId window) {
        windows.remove(window);
    }

    @Override
    public void close() {}
}
