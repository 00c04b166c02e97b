package dev.agentbus.process.patterns;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The latest state of each pattern, of the newest [#MAX_PATTERNS]. Safe for any thread.
final class PatternCatalogue {
    static final int MAX_PATTERNS = 20_000;

    /// What becomes known and what is forgotten.
    interface Listener {
        void known(KnownPattern pattern);

        void forgotten(String id);
    }

    private final Listener listener;
    private final Map<String, KnownPattern> patterns = new HashMap<>();
    private final TreeSet<KnownPattern> byAge =
            new TreeSet<>(Comparator.comparing(KnownPattern::updated).thenComparing(KnownPattern::id));

    /// @param listener called while the catalogue is locked
    PatternCatalogue(Listener listener) {
        this.listener = listener;
    }

    /// An older version of what is known is left out: the log may hold it twice.
    synchronized void put(KnownPattern pattern) {
        KnownPattern before = patterns.get(pattern.id());
        if (before != null && before.version() > pattern.version()) {
            return;
        }
        if (before != null) {
            byAge.remove(before);
        }
        patterns.put(pattern.id(), pattern);
        byAge.add(pattern);
        listener.known(pattern);
        if (patterns.size() > MAX_PATTERNS) {
            String oldest = byAge.removeFirst().id();
            patterns.remove(oldest);
            listener.forgotten(oldest);
        }
    }

    synchronized Optional<KnownPattern> find(String id) {
        return Optional.ofNullable(patterns.get(id));
    }

    synchronized int size() {
        return patterns.size();
    }

    /// The newest first.
    synchronized List<KnownPattern> newest(int limit) {
        return byAge.descendingSet().stream().limit(limit).toList();
    }
}
