package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Samples folded into the windows of their time, without what was counted before. Not safe for
/// several threads.
final class Fold {
    /// What claims to come from further ahead is not counted.
    static final Duration HORIZON = Duration.ofDays(1);

    private final List<WindowSize> sizes;
    private final Answer.Known known;
    private final long now;
    private final Map<WindowId, WindowChange> windows = new HashMap<>();
    private final List<Mention> mentions = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<TopicName, Integer> duplicates = new TreeMap<>();
    private int late;
    private int outOfRange;
    private int repeated;

    private Fold(List<WindowSize> sizes, Answer.Known known, long now) {
        this.sizes = sizes;
        this.known = known;
        this.now = now;
    }

    static Fold of(List<Sample> samples, List<WindowSize> sizes, Answer.Known known, long now) {
        Fold fold = new Fold(sizes, known, now);
        samples.forEach(fold::add);
        return fold;
    }

    private void add(Sample sample) {
        List<WindowId> fresh = new ArrayList<>(sizes.size());
        boolean countedBefore = false;
        for (WindowSize size : sizes) {
            WindowId window = size.at(sample.timeMillis());
            if (window.forgottenAt() <= now || window.start() > now + HORIZON.toMillis()) {
                continue;
            }
            if (known.counted(window, sample)) {
                countedBefore = true;
            } else {
                fresh.add(window);
            }
        }
        if (fresh.isEmpty()) {
            if (countedBefore) {
                duplicate(sample);
            } else {
                outOfRange++;
            }
            return;
        }
        fresh.forEach(window -> changeOf(window).pass(sample));
        // In this order: a repetition that stands before its original must not hide it.
        if (known.repeated().contains(sample.mention()) || !ids.add(sample.id())) {
            repeated++;
            duplicate(sample);
        } else {
            mentions.add(sample.mention());
            count(sample, fresh);
        }
    }

    private void count(Sample sample, List<WindowId> fresh) {
        boolean lateSomewhere = false;
        for (WindowId window : fresh) {
            WindowChange change = changeOf(window);
            change.count(sample);
            if (window.closedAt(now)) {
                change.countLate();
                lateSomewhere = true;
            }
        }
        late += lateSomewhere ? 1 : 0;
    }

    private WindowChange changeOf(WindowId window) {
        return windows.computeIfAbsent(window, _ -> new WindowChange());
    }

    private void duplicate(Sample sample) {
        duplicates.merge(sample.partition().topic(), 1, Integer::sum);
    }

    Map<WindowId, WindowChange> windows() {
        return windows;
    }

    List<Mention> mentions() {
        return mentions;
    }

    /// By topic, events that change no window, since they were counted before.
    Map<TopicName, Integer> duplicates() {
        return duplicates;
    }

    /// Events counted in a window that was closed.
    int late() {
        return late;
    }

    /// Events of which no window is kept any more, or that lie too far ahead.
    int outOfRange() {
        return outOfRange;
    }

    /// Events whose id another record bears.
    int repeated() {
        return repeated;
    }
}
