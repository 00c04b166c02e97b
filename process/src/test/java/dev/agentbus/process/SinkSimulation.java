package dev.agentbus.process;

import dev.agentbus.events.EventId;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// A group of workers that carry events into a sink, on virtual time, with faults dealt out by a seed.
/// The workers are the real ones; only clocks, threads, log and sink are simulated.
final class SinkSimulation {
    private static final int PARTITIONS = 3;
    private static final WorkerSettings SETTINGS = WorkerSettings.DEFAULT
            .withBatch(new BatchLimits(8, 1 << 20, Duration.ofMillis(50)))
            .withBuffer(new BufferLimits(40, 1 << 20));

    /// A worker's process.
    private final class Member {
        final MarkFile marks;
        final LogReader raw = log.reader(
                new ReaderSettings(java.util.Optional.of(SETTINGS.group()), 20, ReaderSettings.Start.EARLIEST));
        final WorkerParts parts;
        final SinkSession session;

        Member(MarkFile marks) {
            this.marks = marks;
            WorkerParts whole = WorkerParts.of(
                    log,
                    List.of(Actions.CONTRACT),
                    SETTINGS,
                    new SimpleMeterRegistry(),
                    new SimulatedLane(time, 1),
                    time.asWorkerTime());
            parts = new WorkerParts(
                    whole.settings(),
                    whole.deadLetters(),
                    whole.decoders(),
                    whole.counters(),
                    whole.board(),
                    whole.lane(),
                    CrashGuard.open(marks),
                    whole.time());
            session = new SinkSession(
                    new ConsumerId("memory", SETTINGS.group()), new SimulatedReader(raw, time), sink, parts);
            session.join();
        }
    }

    private final VirtualTime time;
    private final Random random;
    private final MemoryLog log = Actions.log(PARTITIONS);
    private final MemorySink sink = new MemorySink(Actions.CONTRACT);
    private final List<Member> members = new ArrayList<>();
    private final Set<String> good = new TreeSet<>();
    private final Set<String> bad = new TreeSet<>();
    private final Map<LogPartition, Long> checked = new HashMap<>();
    private final Set<String> lettered = new HashSet<>();
    private int lettersSeen;
    private int produced;

    SinkSimulation(long seed) {
        this.time = new VirtualTime(seed);
        this.random = time.random();
        boolean sticky = random.nextBoolean();
        if (random.nextBoolean()) {
            sink.nameWhatIsRefused();
        }
        sink.refuse(event ->
                bad.contains(event.id().value()) && !isSticky(event.id().value(), sticky));
        sink.stickAt(
                event -> bad.contains(event.id().value()) && isSticky(event.id().value(), sticky));
    }

    /// Some bad events look like an outage.
    private static boolean isSticky(String id, boolean some) {
        return some && id.hashCode() % 3 == 0;
    }

    void run(int steps) {
        members.add(new Member(MarkFile.inMemory()));
        members.add(new Member(MarkFile.inMemory()));
        for (int step = 0; step < steps; step++) {
            disturb();
            stepOne();
            check();
        }
        settle();
    }

    private void disturb() {
        switch (random.nextInt(14)) {
            case 0, 1 -> produce(random.nextInt(25));
            case 2 -> sink.down(random.nextInt(3) == 0);
            case 3 -> sink.leaveUnanswered(random.nextInt(2));
            case 4 -> link(random.nextInt(3) != 0);
            case 5 -> time.advance(Duration.ofMillis(random.nextInt(2_000)));
            case 6 -> disturbMembers();
            default -> {}
        }
    }

    private void disturbMembers() {
        Member member = members.get(random.nextInt(members.size()));
        switch (random.nextInt(4)) {
            case 0 -> log.expire(member.raw);
            case 1 -> kill(member);
            case 2 -> {
                leave(member);
                members.add(new Member(MarkFile.inMemory()));
            }
            default -> {
                if (members.size() < 3) {
                    members.add(new Member(MarkFile.inMemory()));
                }
            }
        }
    }

    /// Its running store may still arrive; its partitions are free only when the coordinator notices.
    private void kill(Member member) {
        members.remove(member);
        member.session.abandon();
        log.expire(member.raw);
        members.add(new Member(member.marks));
    }

    private void leave(Member member) {
        members.remove(member);
        member.session.drain();
        member.session.abandon();
        member.raw.close(Duration.ZERO);
    }

    private void link(boolean up) {
        if (up) {
            log.reconnect();
        } else {
            log.disconnect();
        }
    }

    private void stepOne() {
        Member member = members.get(random.nextInt(members.size()));
        try {
            member.session.step();
        } catch (dev.agentbus.events.TransientFailure _logIsDown) {
            time.advance(Duration.ofMillis(20));
        }
        if (member.session.over()) {
            members.remove(member);
            member.session.abandon();
            member.raw.close(Duration.ZERO);
            members.add(new Member(member.marks));
        }
    }

    private void produce(int count) {
        log.reconnect();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = EventId.named("event-" + produced++).value();
            ids.add(id);
            (random.nextInt(20) == 0 ? bad : good).add(id);
        }
        Actions.append(log, ids);
        if (random.nextInt(4) == 0) {
            String id = "unreadable-" + produced++;
            bad.add(id);
            Actions.appendRaw(log, id, "{\"not\": ");
        }
    }

    /// What must hold at any moment.
    private void check() {
        demand(sink.doubled() == 0, "an event was stored twice");
        readLetters();
        Set<String> stored = new HashSet<>(sink.ids());
        for (int number = 0; number < PARTITIONS; number++) {
            LogPartition partition = Actions.partition(number);
            List<LogRecord> records = log.recordsOf(partition);
            long position = sink.position(partition);
            demand(position <= records.size(), "a position lies beyond the log");
            long from = checked.getOrDefault(partition, 0L);
            demand(position < 0 || position >= from, "a position went back");
            for (long offset = from; offset < position; offset++) {
                String id = idOf(records.get((int) offset));
                demand(
                        good.contains(id) ? stored.contains(id) : lettered.contains(id),
                        "a position passed an event that has no end: " + id);
            }
            checked.put(partition, Math.max(from, position));
        }
    }

    private void readLetters() {
        List<LogRecord> letters = log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0));
        for (; lettersSeen < letters.size(); lettersSeen++) {
            String id = idOf(letters.get(lettersSeen));
            demand(bad.contains(id), "a good event became a dead letter: " + id);
            lettered.add(id);
        }
    }

    private static String idOf(LogRecord record) {
        return new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
    }

    /// With all faults over, everything comes to its end.
    private void settle() {
        log.reconnect();
        sink.down(false);
        sink.leaveUnanswered(0);
        // A sticky event is only told from an outage by one behind it.
        for (int number = 0; number < PARTITIONS * 4; number++) {
            produceGood("last-" + number);
        }
        for (int step = 0; step < 6_000 && !isSettled(); step++) {
            stepOne();
            check();
        }
        Set<String> stored = new TreeSet<>(sink.ids());
        demand(stored.equals(good), "stored %d of %d good events".formatted(stored.size(), good.size()));
        demand(lettered.equals(bad), "lettered %d of %d bad events".formatted(lettered.size(), bad.size()));
    }

    private void produceGood(String name) {
        String id = EventId.named(name).value();
        good.add(id);
        Actions.append(log, List.of(id));
    }

    private boolean isSettled() {
        return lettered.size() == bad.size() && sink.ids().size() == good.size();
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
