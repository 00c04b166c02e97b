package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.memory.MemoryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// A group of workers that hand events to a handler, on virtual time, with faults dealt out by a seed:
/// events that fail for ever, for a while, or never; a destination that goes down; members that die,
/// leave, or lose their partitions.
final class HandlerSimulation {
    private static final int PARTITIONS = 3;
    private static final int KEYS = 12;
    private static final int ATTEMPTS = 4;
    private static final WorkerSettings SETTINGS =
            WorkerSettings.ofGroup("handlers").withBuffer(new BufferLimits(200, 1 << 20));
    private static final HandlerSettings HANDLING = HandlerSettings.DEFAULT
            .withConcurrency(4)
            .withAsideEvents(30)
            .withRetry(RetryPolicy.DEFAULT
                    .withMaxAttempts(ATTEMPTS)
                    .withDelays(Duration.ofMillis(200), Duration.ofSeconds(2)));

    /// How an event behaves: fails so many times, then passes; never passes from [#ATTEMPTS] on.
    private final Map<String, Integer> failures = new HashMap<>();

    private final class Destination implements EventHandler {
        @Override
        public Collection<Contract> contracts() {
            return List.of(Actions.CONTRACT);
        }

        @Override
        public void handle(DecodedEvent event, Handling handling) {
            if (down) {
                throw new TransientFailure("Cannot call: it is down, got: nothing");
            }
            String id = event.id().value();
            int failed = failed(id);
            demand(handling.attempt() <= failed + 1, "an attempt was counted that was none: " + id);
            if (failed < failures.getOrDefault(id, 0)) {
                tries.merge(id, 1, Integer::sum);
                throw new IllegalStateException("not now");
            }
            effects.add(id);
            handled.add(id);
        }

        @Override
        public Health health() {
            return down ? Health.DOWN : Health.UP;
        }
    }

    private final class Member {
        final LogReader raw =
                log.reader(new ReaderSettings(Optional.of(SETTINGS.group()), 20, ReaderSettings.Start.EARLIEST));
        final HandlerSession session;

        Member() {
            WorkerParts parts = WorkerParts.of(
                    log,
                    List.of(Actions.CONTRACT),
                    SETTINGS,
                    new SimpleMeterRegistry(),
                    new SimulatedLane(time, 1),
                    time.asWorkerTime());
            session = new HandlerSession(
                    new SimulatedReader(raw, time), new Destination(), HANDLING, parts, new SimulatedLane(time, 4));
            session.join();
        }
    }

    private final VirtualTime time;
    private final Random random;
    private final boolean lossy;
    private final MemoryLog log = Actions.log(PARTITIONS);
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final List<String> effects = new ArrayList<>();
    private final Set<String> handled = new HashSet<>();
    private final Map<LogPartition, CommittedPosition> checked = new HashMap<>();
    private final Set<String> lettered = new HashSet<>();
    private final LogReader watcher = log.reader(ReaderSettings.ofGroup(SETTINGS.group()));
    private boolean down;
    private int effectsSeen;
    private int lettersSeen;
    private int produced;
    private final Map<String, Integer> lastOfKey = new HashMap<>();

    /// @param lossy whether memberships end without warning, so that effects may come twice
    HandlerSimulation(long seed, boolean lossy) {
        this.time = new VirtualTime(seed);
        this.random = time.random();
        this.lossy = lossy;
    }

    private int failed(String id) {
        return tries.getOrDefault(id, 0);
    }

    void run(int steps) {
        members.add(new Member());
        members.add(new Member());
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
            case 2 -> down = random.nextInt(3) == 0;
            case 3 -> time.advance(Duration.ofMillis(random.nextInt(2_000)));
            case 4 -> disturbMembers();
            default -> {}
        }
    }

    private void disturbMembers() {
        Member member = members.get(random.nextInt(members.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                if (lossy) {
                    log.expire(member.raw);
                }
            }
            case 1 -> {
                if (lossy) {
                    members.remove(member);
                    member.session.abandon();
                    log.expire(member.raw);
                    members.add(new Member());
                }
            }
            case 2 -> {
                members.remove(member);
                member.session.drain();
                member.session.abandon();
                member.raw.close(Duration.ZERO);
                members.add(new Member());
            }
            default -> {
                if (members.size() < 3) {
                    members.add(new Member());
                }
            }
        }
    }

    private void stepOne() {
        members.get(random.nextInt(members.size())).session.step();
    }

    private void produce(int count) {
        for (int i = 0; i < count; i++) {
            String key = "key-" + random.nextInt(KEYS);
            String id = key + "/" + produced++;
            int dice = random.nextInt(30);
            if (dice < 4) {
                failures.put(id, dice == 0 ? Integer.MAX_VALUE : dice);
            }
            Actions.appendRaw(log, key, Actions.json(id));
        }
    }

    private void check() {
        readLetters();
        for (; effectsSeen < effects.size(); effectsSeen++) {
            String id = effects.get(effectsSeen);
            String key = id.substring(0, id.indexOf('/'));
            int number = Integer.parseInt(id.substring(id.indexOf('/') + 1));
            int last = lastOfKey.getOrDefault(key, -1);
            demand(lossy || number > last, "%s came after number %d of its key".formatted(id, last));
            lastOfKey.put(key, Math.max(last, number));
        }
        watcher.committed(new HashSet<>(watcher.partitionsOf(List.of(Actions.TOPIC))))
                .forEach((partition, committed) -> checkCommitted(partition, committed));
    }

    private void checkCommitted(LogPartition partition, CommittedPosition committed) {
        if (committed.equals(checked.put(partition, committed))) {
            return;
        }
        Progress progress = Progress.of(committed);
        Set<Long> open = new HashSet<>();
        progress.open().forEach(each -> open.add(each.offset()));
        List<LogRecord> records = log.recordsOf(partition);
        demand(progress.end() <= records.size(), "a position lies beyond the log");
        for (long offset = 0; offset < progress.end(); offset++) {
            String id = idOf(records.get((int) offset));
            demand(
                    open.contains(offset) || handled.contains(id) || lettered.contains(id),
                    "%s was committed as done without an end".formatted(id));
        }
    }

    private void readLetters() {
        List<LogRecord> letters = log.recordsOf(new LogPartition(Actions.DEAD_LETTERS, 0));
        for (; lettersSeen < letters.size(); lettersSeen++) {
            String id = idOf(letters.get(lettersSeen));
            demand(
                    failures.getOrDefault(id, 0) == Integer.MAX_VALUE,
                    "an event that would pass became a dead letter: " + id);
            demand(lettered.add(id) || lossy, "an event became a dead letter twice: " + id);
        }
    }

    private static String idOf(LogRecord record) {
        String value = new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8);
        int start = value.indexOf("\"event_id\":\"") + 12;
        return value.substring(start, value.indexOf('"', start));
    }

    private void settle() {
        down = false;
        for (int step = 0; step < 20_000 && !isSettled(); step++) {
            stepOne();
            check();
        }
        Set<String> all = new TreeSet<>();
        IntStream.range(0, PARTITIONS)
                .forEach(number -> log.recordsOf(Actions.partition(number)).forEach(record -> all.add(idOf(record))));
        Set<String> ended = new TreeSet<>(effects);
        demand(ended.stream().noneMatch(lettered::contains), "an event was handled and lettered");
        ended.addAll(lettered);
        demand(ended.equals(all), "%d of %d events came to an end".formatted(ended.size(), all.size()));
        demand(lossy || effects.size() == handled.size(), "an effect was repeated");
    }

    private boolean isSettled() {
        return handled.size() + lettered.size() == produced;
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
