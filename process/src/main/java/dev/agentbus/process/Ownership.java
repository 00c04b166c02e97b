package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions of this member: their claims, where they are read, why they are paused. Owned by
/// the worker's thread.
final class Ownership {
    private static final Logger log = LoggerFactory.getLogger(Ownership.class);
    /// How often positions are mirrored to the log's coordinator; often enough for lag tools, too
    /// seldom to cost.
    private static final Duration MIRROR_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MEASURE_INTERVAL = Duration.ofSeconds(5);
    /// Without anything to read the log answers twice a second.
    private static final Duration SILENT = Duration.ofSeconds(1);
    private static final Duration SHOW_INTERVAL = Duration.ofMillis(100);

    private final LogReader reader;
    private final Function<LogPartition, String> notes;
    private final WorkerParts parts;
    private final Map<LogPartition, OwnedPartition> owned = new TreeMap<>();
    private final Pauses pauses = new Pauses();
    private Set<TopicName> pausedByOperator = Set.of();
    private long nextMirror;
    private long nextMeasure;
    private long nextShow;
    /// What was shown last is that nothing is in hand: somebody may wait for that.
    private boolean shownDone;

    /// @param notes what to remember beside a partition's position
    Ownership(LogReader reader, WorkerParts parts, Function<LogPartition, String> notes) {
        this.notes = notes;
        this.reader = reader;
        this.parts = parts;
        this.nextMirror = parts.time().now();
        this.nextMeasure = nextMirror;
        this.nextShow = nextMirror;
    }

    void assigned(Set<LogPartition> partitions) {
        for (LogPartition partition : partitions) {
            owned.put(partition, new OwnedPartition(partition));
            pauses.own(partition);
            pauses.set(partition, PauseReason.CLAIMING, true);
            pauseAsToldTo(partition);
        }
        pauses.applyAgain(reader);
    }

    void dropped(Set<LogPartition> partitions) {
        partitions.forEach(owned::remove);
        pauses.forget(partitions);
    }

    Set<LogPartition> unclaimed() {
        Set<LogPartition> unclaimed = new HashSet<>();
        owned.forEach((partition, own) -> {
            if (!own.claimed()) {
                unclaimed.add(partition);
            }
        });
        return unclaimed;
    }

    Map<LogPartition, Claim> claims() {
        Map<LogPartition, Claim> claims = new HashMap<>();
        owned.forEach((partition, own) -> {
            if (own.claimed()) {
                claims.put(partition, own.claim());
            }
        });
        return claims;
    }

    /// Starts reading where the sink says.
    ///
    /// @throws TransientFailure when the log can't say where it begins and ends; to be claimed
    ///     again
    void claimed(Map<LogPartition, Claim> claims) {
        Set<LogPartition> fresh = new HashSet<>(claims.keySet());
        fresh.retainAll(unclaimed());
        Map<LogPartition, Long> beginnings = reader.beginningOffsets(fresh);
        Map<LogPartition, Long> ends = reader.endOffsets(fresh);
        for (LogPartition partition : fresh) {
            OwnedPartition own = Objects.requireNonNull(owned.get(partition));
            own.claim(Objects.requireNonNull(claims.get(partition)));
            own.end(ends.getOrDefault(partition, 0L));
            position(own, beginnings.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
            pauses.set(partition, PauseReason.CLAIMING, false);
        }
    }

    private void position(OwnedPartition own, long beginning, long end) {
        long stored = own.claim().position();
        if (stored > end) {
            outOfRange(own, "its stored position %d lies beyond the log's end %d".formatted(stored, end));
            return;
        }
        if (stored != Claim.NONE && stored < beginning) {
            lost(own.partition(), beginning - stored, beginning);
        }
        long start = Math.max(stored, beginning);
        reader.seek(own.partition(), start);
        own.flowFrom(start);
    }

    private void lost(LogPartition partition, long events, long beginning) {
        parts.counters().lost(partition.topic(), events);
        String message = "Cannot read all of %s: the log begins at %d, got: %d events lost to retention"
                .formatted(partition, beginning, events);
        parts.board().failed(message, parts.time().clock().instant());
        log.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("beginning", beginning)
                .addKeyValue("events", events)
                .log("Lost events to retention before they could be stored");
    }

    private void outOfRange(OwnedPartition own, String reason) {
        own.stopFlowing();
        pauses.set(own.partition(), PauseReason.OUT_OF_RANGE, true);
        parts.board()
                .failed(
                        "Cannot read %s: %s; was the log replaced or the database restored?"
                                .formatted(own.partition(), reason),
                        parts.time().clock().instant());
        log.atError()
                .addKeyValue("partition", own.partition())
                .addKeyValue("reason", reason)
                .log("Paused partition until a person decides");
    }

    /// Whether the record is the next of a partition that flows.
    boolean accepts(LogRecord record) {
        OwnedPartition own = owned.get(record.partition());
        if (own == null || !own.flowing()) {
            return false;
        }
        if (record.offset() < own.next()) {
            outOfRange(own, "the log went back from %d to %d".formatted(own.next(), record.offset()));
            return false;
        }
        own.read(record.offset());
        return true;
    }

    /// What the sink has stored by now.
    void advanced(Map<LogPartition, Claim> positions) {
        positions.forEach((partition, claim) -> {
            OwnedPartition own = owned.get(partition);
            if (own != null && own.claimed() && own.claim().epoch() == claim.epoch()) {
                own.claim(claim);
            }
        });
    }

    /// Pauses or resumes all partitions for one reason; takes effect with [#applyPauses()].
    void pause(PauseReason reason, boolean paused) {
        pauses.setAll(reason, paused);
    }

    /// Pauses just these partitions for a reason, and no others.
    void pauseOnly(PauseReason reason, Set<LogPartition> partitions) {
        owned.keySet().forEach(partition -> pauses.set(partition, reason, partitions.contains(partition)));
    }

    void applyPauses() {
        Set<TopicName> now = parts.board().pausedByOperator();
        if (!now.equals(pausedByOperator)) {
            pausedByOperator = now;
            owned.keySet().forEach(this::pauseAsToldTo);
        }
        pauses.apply(reader);
    }

    private void pauseAsToldTo(LogPartition partition) {
        pauses.set(partition, PauseReason.OPERATOR, pausedByOperator.contains(partition.topic()));
    }

    /// Now and then: mirrors positions, asks for the log's ends, shows all that.
    void look(long now, int buffered) {
        if (now - nextMirror >= 0) {
            nextMirror = now + MIRROR_INTERVAL.toNanos();
            mirror();
        }
        if (now - nextMeasure >= 0) {
            nextMeasure = now + MEASURE_INTERVAL.toNanos();
            measure();
        }
        boolean done = buffered == 0 && !parts.lane().busy();
        if (now - nextShow >= 0 || (done && !shownDone)) {
            nextShow = now + SHOW_INTERVAL.toNanos();
            shownDone = done;
            show(buffered);
        }
    }

    private void show(int buffered) {
        List<PartitionStatus> statuses = owned.values().stream()
                .map(own -> own.status(pauses.of(own.partition())))
                .toList();
        parts.board().show(statuses, buffered);
        statuses.forEach(status -> Objects.requireNonNull(owned.get(status.partition()))
                .note(PartitionNote.of(status.pauses(), parts.board().lastError())
                        .text()));
    }

    private void measure() {
        if (owned.isEmpty() || isLogSilent()) {
            return;
        }
        try {
            reader.endOffsets(owned.keySet()).forEach((partition, end) -> {
                OwnedPartition own = owned.get(partition);
                if (own != null) {
                    own.end(end);
                }
            });
            explainGaps();
        } catch (TransientFailure e) {
            log.atDebug().setCause(e).log("Could not ask for the log's beginnings and ends");
        }
    }

    /// Then to ask it for anything takes seconds, in which nobody would notice that it is back. Where all is paused
    /// nothing is awaited of it, and its silence says nothing.
    private boolean isLogSilent() {
        return pauses.anyFlows() && reader.silence().compareTo(SILENT) > 0;
    }

    private void explainGaps() {
        Set<LogPartition> gaps = new HashSet<>();
        owned.forEach((partition, own) -> {
            if (own.hasGap()) {
                gaps.add(partition);
            }
        });
        if (!gaps.isEmpty()) {
            reader.beginningOffsets(gaps).forEach((partition, beginning) -> {
                OwnedPartition own = owned.get(partition);
                long lost = own == null ? 0 : own.takeLost(beginning);
                if (lost > 0) {
                    lost(partition, lost, beginning);
                }
            });
        }
    }

    /// Polls without fetching: everything has been paused before.
    void stayMember() {
        try {
            List<LogRecord> none = reader.poll(Duration.ZERO);
            if (!none.isEmpty()) {
                throw new IllegalStateException(
                        "Cannot drain: records came although all is paused, got: " + none.size());
            }
        } catch (TransientFailure e) {
            log.atDebug().setCause(e).log("The log is gone while the worker stops");
        }
    }

    /// Tells the log's coordinator what is done.
    void mirror() {
        Map<LogPartition, CommittedPosition> changed = new HashMap<>();
        owned.forEach((partition, own) ->
                own.takeUnmirrored(notes.apply(partition)).ifPresent(position -> changed.put(partition, position)));
        if (!changed.isEmpty()) {
            reader.commit(changed);
        }
    }
}
