package dev.agentbus.log.memory;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads by position; a member of a group settles its assignment at the beginning of each poll.
final class MemoryReader implements LogReader {
    private final MemoryLog log;
    private final ReaderSettings settings;
    private final Map<LogPartition, Long> next = new TreeMap<>();
    private final Set<LogPartition> paused = new HashSet<>();
    private final Set<LogPartition> lost = new TreeSet<>();
    /// No member any more, and does not know it yet.
    private boolean expired;
    private Set<TopicName> topics = Set.of();
    private @Nullable AssignmentListener listener;
    private @Nullable MemoryGroup group;
    private boolean woken;
    /// When the log last answered, by [System#nanoTime()].
    private long answeredNanos = System.nanoTime();
    /// How much waited then.
    private Map<LogPartition, Long> waiting = Map.of();

    MemoryReader(MemoryLog log, ReaderSettings settings) {
        this.log = log;
        this.settings = settings;
    }

    @Override
    public void subscribe(Collection<TopicName> wanted, AssignmentListener told) {
        String name = settings.group()
                .orElseThrow(() -> new IllegalStateException("Cannot subscribe: the reader has no group, got: none"));
        log.locked(() -> {
            topics = Set.copyOf(wanted);
            listener = told;
            MemoryGroup joined = log.group(name);
            group = joined;
            joined.join(this);
        });
    }

    @Override
    public void assign(Collection<LogPartition> partitions) {
        log.locked(() -> {
            next.keySet().retainAll(partitions);
            partitions.forEach(partition -> next.computeIfAbsent(partition, this::startOf));
        });
    }

    @Override
    public Set<LogPartition> assignment() {
        return locked(() -> Set.copyOf(next.keySet()));
    }

    @Override
    public List<LogRecord> poll(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            settleAssignment();
            log.lock.lock();
            try {
                List<LogRecord> found = fetch();
                long left = deadline - System.nanoTime();
                if (!found.isEmpty() || woken || left <= 0) {
                    woken = false;
                    return found;
                }
                if (!isUnsettled()) {
                    log.changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            } finally {
                log.lock.unlock();
            }
        }
    }

    @Override
    public long position(LogPartition partition) {
        return locked(() -> next.getOrDefault(demandAssigned(partition), 0L));
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        log.locked(() -> next.put(demandAssigned(partition), offset));
    }

    @Override
    public void pause(Collection<LogPartition> partitions) {
        log.locked(() -> partitions.forEach(partition -> paused.add(demandAssigned(partition))));
    }

    @Override
    public void resume(Collection<LogPartition> partitions) {
        log.locked(() -> paused.removeAll(Set.copyOf(partitions)));
    }

    @Override
    public void commit(Map<LogPartition, CommittedPosition> positions) {
        settings.group()
                .ifPresent(name -> log.locked(() -> positions.forEach((partition, position) -> {
                    if (next.containsKey(partition) && !lost.contains(partition)) {
                        log.group(name).committed.put(partition, position);
                    }
                })));
    }

    @Override
    public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
        return locked(() -> {
            Map<LogPartition, CommittedPosition> known = new HashMap<>(committedOfGroup());
            known.keySet().retainAll(partitions);
            return known;
        });
    }

    @Override
    public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
        return each(partitions, partition -> 0L);
    }

    @Override
    public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        return each(partitions, this::endOf);
    }

    @Override
    public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
        return each(
                partitions,
                partition -> recordsOf(partition).stream()
                        .filter(record -> !record.timestamp().isBefore(time))
                        .findFirst()
                        .map(LogRecord::offset)
                        .orElseGet(() -> endOf(partition)));
    }

    @Override
    public List<LogPartition> partitionsOf(Collection<TopicName> wanted) {
        return locked(() -> log.records.keySet().stream()
                .filter(partition -> wanted.contains(partition.topic()))
                .sorted()
                .toList());
    }

    @Override
    public Map<LogPartition, Long> lag() {
        return locked(() -> waiting);
    }

    @Override
    public Duration silence() {
        return locked(() -> Duration.ofNanos(System.nanoTime() - answeredNanos));
    }

    @Override
    public void wakeup() {
        log.locked(() -> woken = true);
    }

    /// The listener is told of the partitions that go.
    @Override
    public void close(Duration limit) {
        Set<LogPartition> held = assignment();
        AssignmentListener told = listener;
        if (told != null && !held.isEmpty()) {
            told.revoked(held);
        }
        log.locked(() -> {
            next.clear();
            MemoryGroup joined = group;
            if (joined != null) {
                joined.leave(this);
            }
        });
    }

    boolean subscribesTo(TopicName topic) {
        return topics.contains(topic);
    }

    /// Under the lock.
    void expire() {
        MemoryGroup joined = group;
        if (joined != null) {
            expired = true;
            lost.addAll(next.keySet());
            joined.leave(this);
        }
    }

    private void settleAssignment() {
        MemoryGroup joined = group;
        AssignmentListener told = listener;
        if (joined == null || told == null || log.link() != MemoryLog.Link.UP) {
            return;
        }
        if (locked(() -> expired)) {
            joinAgain(joined, told);
        }
        Set<LogPartition> surplus = locked(() -> joined.surplusOf(this));
        if (!surplus.isEmpty()) {
            told.revoked(surplus);
            log.locked(() -> {
                forget(surplus);
                joined.giveBack(this, surplus);
            });
        }
        Set<LogPartition> taken = locked(() -> {
            Set<LogPartition> free = joined.take(this);
            free.forEach(partition -> next.put(partition, startOf(partition)));
            return free;
        });
        if (!taken.isEmpty()) {
            told.assigned(taken);
        }
    }

    private void joinAgain(MemoryGroup joined, AssignmentListener told) {
        Set<LogPartition> gone = locked(() -> Set.copyOf(lost));
        if (!gone.isEmpty()) {
            told.lost(gone);
        }
        log.locked(() -> {
            forget(gone);
            lost.clear();
            expired = false;
            joined.join(this);
        });
    }

    private boolean isUnsettled() {
        MemoryGroup joined = group;
        return joined != null && (expired || !joined.surplusOf(this).isEmpty());
    }

    private void forget(Set<LogPartition> partitions) {
        next.keySet().removeAll(partitions);
        paused.removeAll(partitions);
    }

    private List<LogRecord> fetch() {
        if (log.link() == MemoryLog.Link.FROZEN) {
            return List.of();
        }
        log.demandLink();
        List<LogRecord> found = new ArrayList<>();
        next.replaceAll((partition, offset) -> {
            List<LogRecord> written = recordsOf(partition);
            int room = settings.maxPollRecords() - found.size();
            if (paused.contains(partition) || offset >= written.size() || room == 0) {
                return offset;
            }
            int end = (int) Math.min(written.size(), offset + room);
            found.addAll(written.subList(offset.intValue(), end));
            return (long) end;
        });
        answered();
        return found;
    }

    private void answered() {
        answeredNanos = System.nanoTime();
        Map<LogPartition, Long> left = new TreeMap<>();
        next.forEach((partition, offset) -> left.put(partition, endOf(partition) - offset));
        waiting = left;
    }

    private Long startOf(LogPartition partition) {
        CommittedPosition position = committedOfGroup().get(partition);
        if (position != null) {
            return position.next();
        }
        return settings.start() == ReaderSettings.Start.EARLIEST ? Long.valueOf(0) : endOf(partition);
    }

    private Map<LogPartition, CommittedPosition> committedOfGroup() {
        return settings.group()
                .map(log.groups::get)
                .map(known -> known.committed)
                .orElse(Map.of());
    }

    private Long endOf(LogPartition partition) {
        return (long) recordsOf(partition).size();
    }

    private List<LogRecord> recordsOf(LogPartition partition) {
        return log.records.getOrDefault(partition, List.of());
    }

    private LogPartition demandAssigned(LogPartition partition) {
        if (!next.containsKey(partition)) {
            throw new IllegalStateException("Cannot use the partition: it is not assigned, got: " + partition);
        }
        return partition;
    }

    private Map<LogPartition, Long> each(Collection<LogPartition> partitions, Function<LogPartition, Long> offsetOf) {
        return locked(() -> {
            log.demandLink();
            Map<LogPartition, Long> offsets = new TreeMap<>();
            partitions.forEach(partition -> offsets.put(partition, offsetOf.apply(partition)));
            return offsets;
        });
    }

    private <T> T locked(Supplier<T> read) {
        log.lock.lock();
        try {
            return read.get();
        } finally {
            log.lock.unlock();
        }
    }
}
