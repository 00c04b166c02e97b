package dev.agentbus.process.groups;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The last looks at one partition of one group, oldest first, and how long it usually waits
/// between two steps while there is work. Judges by the rules of [Verdict].
///
/// The usual wait makes the judgement fit every group: one that commits every second stands still
/// after the window's length, one that commits once a minute (Kafka Connect, Flink) after two
/// minutes.
///
/// @param standingSince since when it has stood where it stands now, with work to do
/// @param waits the last waits that ended with a step forward
record Window(List<Look> looks, Instant standingSince, List<Duration> waits) {
    /// Looks of a full window.
    static final int SIZE = 10;
    /// Time between two looks.
    static final Duration INTERVAL = Duration.ofSeconds(2);
    /// What lies further apart tells nothing about the time between: the machine slept, or the log
    /// could not be asked.
    static final Duration MAX_GAP = Duration.ofSeconds(30);
    /// From the first look of a full window to the last.
    static final Duration SPAN = INTERVAL.multipliedBy(SIZE - 1L);

    Window {
        looks = List.copyOf(looks);
        waits = List.copyOf(waits);
    }

    static Window of(Look first) {
        return new Window(List.of(first), first.time(), List.of());
    }

    /// The window one look later. Begins anew after a gap, after a step back of the clock, and when
    /// the position comes from somewhere else.
    Window with(Look look) {
        Look last = newest();
        Duration gap = Duration.between(last.time(), look.time());
        if (look.source() != last.source() || gap.compareTo(MAX_GAP) > 0 || gap.isNegative() || gap.isZero()) {
            return of(look);
        }
        boolean moved = last.before(look);
        List<Duration> known = waits;
        if (moved && last.behind()) {
            known = trimmed(waits, Duration.between(standingSince, look.time()));
        }
        Instant since = moved || !last.behind() || look.before(last) ? look.time() : standingSince;
        return new Window(trimmed(looks, look), since, known);
    }

    Look newest() {
        return looks.getLast();
    }

    /// @param attended whether anybody runs the group
    Verdict verdict(boolean attended, Hindrance hindrance) {
        if (wentBack()) {
            return Verdict.REWOUND;
        }
        Verdict atBest = hindrance == Hindrance.NONE ? Verdict.OK : Verdict.WARN;
        if (!looks.stream().allMatch(Look::behind)) {
            return atBest;
        }
        boolean stands = looks.stream().allMatch(newest()::sameAs);
        if (stands && !attended) {
            return Verdict.STOPPED;
        }
        if (stands && full() && standsLongerThanUsual()) {
            return hindrance == Hindrance.WANTED ? Verdict.WARN : Verdict.STALLED;
        }
        return !stands && full() && fallsBehind() ? Verdict.WARN : atBest;
    }

    /// Records done per second, over the window.
    double eventsPerSecond() {
        long done = 0;
        for (int i = 1; i < looks.size(); i++) {
            Look before = looks.get(i - 1);
            if (before.before(looks.get(i))) {
                done += looks.get(i).position().orElse(0) - before.position().orElse(0);
            }
        }
        return perSecond(done);
    }

    /// Records that came into the partition per second, over the window.
    double arrivingPerSecond() {
        return perSecond(newest().end() - looks.getFirst().end());
    }

    /// When the log was last seen to end where the group stands, or before: what it has not done
    /// came later.
    Optional<Instant> lastSeenWithoutWork() {
        if (newest().position().isEmpty()) {
            return Optional.empty();
        }
        long position = newest().position().getAsLong();
        return looks.reversed().stream()
                .filter(look -> look.end() <= position)
                .map(Look::time)
                .findFirst();
    }

    private boolean full() {
        return looks.size() == SIZE;
    }

    private boolean wentBack() {
        for (int i = 1; i < looks.size(); i++) {
            if (looks.get(i).before(looks.get(i - 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean standsLongerThanUsual() {
        Duration standing = Duration.between(standingSince, newest().time());
        return waits.isEmpty() || standing.compareTo(usualWait().multipliedBy(2)) > 0;
    }

    /// The median: one outage does not make a group look slow for ever.
    private Duration usualWait() {
        return waits.stream().sorted().toList().get((waits.size() - 1) / 2);
    }

    private boolean fallsBehind() {
        for (int i = 1; i < looks.size(); i++) {
            if (looks.get(i).lag() < looks.get(i - 1).lag()) {
                return false;
            }
        }
        return newest().lag() > looks.getFirst().lag();
    }

    private double perSecond(long records) {
        long millis = Duration.between(looks.getFirst().time(), newest().time()).toMillis();
        return millis <= 0 || records <= 0 ? 0 : records * 1_000.0 / millis;
    }

    private static <T> List<T> trimmed(List<T> all, T next) {
        List<T> longer = new ArrayList<>(all.subList(Math.max(0, all.size() + 1 - SIZE), all.size()));
        longer.add(next);
        return longer;
    }
}
