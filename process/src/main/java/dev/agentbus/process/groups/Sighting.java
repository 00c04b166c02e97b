package dev.agentbus.process.groups;

import dev.agentbus.log.GroupAdmin.Bounds;
import dev.agentbus.log.GroupAdmin.NextRecord;
import dev.agentbus.log.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// A [Subject] beside what its partition holds.
///
/// @param next what follows the position; empty while that is not known
record Sighting(Subject subject, Bounds bounds, Optional<NextRecord> next) {
    static Sighting of(Subject subject, Bounds bounds) {
        return new Sighting(subject.within(bounds), bounds, Optional.empty());
    }

    Sighting withNext(Optional<NextRecord> known) {
        return new Sighting(subject, bounds, known);
    }

    /// Where to look for the oldest record that is not done, if there can be one.
    Optional<Position> question() {
        OptionalLong from = subject.next(bounds);
        return from.isPresent() && from.getAsLong() < bounds.end()
                ? Optional.of(new Position(subject.partition(), from.getAsLong()))
                : Optional.empty();
    }

    Look look(Instant now) {
        return new Look(now, subject.source(), subject.position(), bounds.end(), lag());
    }

    /// @param window that ends with this sighting's look
    PartitionStanding judged(Window window, boolean attended) {
        TreeSet<String> reasons = new TreeSet<>(subject.reasons());
        Verdict verdict = window.verdict(attended, Hindrance.of(reasons));
        if (attended && lag() > 0 && subject.member().isEmpty() && subject.source() == Look.Source.LOG) {
            reasons.add(GroupMonitor.UNASSIGNED);
        }
        return new PartitionStanding(
                subject.partition(),
                subject.member(),
                subject.position(),
                bounds.end(),
                subject.position().isPresent() ? OptionalLong.of(lag()) : OptionalLong.empty(),
                lagTime(window),
                window.eventsPerSecond(),
                window.arrivingPerSecond(),
                verdict,
                reasons);
    }

    /// From the next record on, so that what retention, compaction and transactions leave behind
    /// the position does not count for ever.
    private long lag() {
        OptionalLong from = subject.next(bounds);
        if (from.isEmpty()) {
            return 0;
        }
        return Math.max(0, bounds.end() - next.map(NextRecord::offset).orElse(from.getAsLong()));
    }

    /// The age of the oldest record that is not done; but not more than since the log was seen to
    /// end here, as a record may carry the time of an event of long ago.
    private Optional<Duration> lagTime(Window window) {
        if (subject.position().isEmpty()) {
            return Optional.empty();
        }
        if (lag() == 0) {
            return Optional.of(Duration.ZERO);
        }
        Optional<Instant> written = next.flatMap(NextRecord::time);
        Optional<Instant> since = window.lastSeenWithoutWork();
        Optional<Instant> later = written.isPresent() && since.isPresent()
                ? Optional.of(written.get().isAfter(since.get()) ? written.get() : since.get())
                : written.or(() -> since);
        return later.map(from -> Duration.between(from, window.newest().time()))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }
}
