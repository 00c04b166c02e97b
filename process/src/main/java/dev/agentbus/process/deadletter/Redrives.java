package dev.agentbus.process.deadletter;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The redrives of this process: those that run, and the last ones that ended. What they have done is
/// in the store and in the log; how far one is, is known only here. Safe for any thread.
public final class Redrives implements AutoCloseable {
    private static final int MAX_RUNNING = 2;
    private static final int KEPT = 10;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final LetterStore store;
    private final EventLog log;
    private final Contracts contracts;
    private final DeadLetterTopics topics;
    private final Clock clock;
    private final Map<String, Redrive> known = new LinkedHashMap<>();

    /// @param log stays the caller's to close
    public Redrives(LetterStore store, EventLog log, Contracts contracts, DeadLetterTopics topics) {
        this.store = store;
        this.log = log;
        this.contracts = contracts;
        this.topics = topics;
        this.clock = Clock.systemUTC();
    }

    /// Begins, and returns at once.
    ///
    /// @throws TransientFailure when as many run as may
    public synchronized RedriveProgress start(RedriveRequest request) {
        long running = known.values().stream().filter(each -> !each.hasEnded()).count();
        if (running >= MAX_RUNNING) {
            throw new TransientFailure(
                    "Cannot redrive: at most %d redrives may run at once, got: one more".formatted(MAX_RUNNING));
        }
        String id = UUID.randomUUID().toString();
        Redrive redrive = new Redrive(id, request, store, () -> new Redriver(log, contracts, topics), clock);
        known.put(id, redrive);
        forgetOldest();
        Thread.ofVirtual().name("redrive-" + id).start(redrive);
        return redrive.progress();
    }

    private void forgetOldest() {
        List<String> ended = known.entrySet().stream()
                .filter(each -> each.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toList();
        ended.subList(0, Math.clamp(known.size() - KEPT, 0, ended.size())).forEach(known::remove);
    }

    public Optional<RedriveProgress> find(String id) {
        return redrive(id).map(Redrive::progress);
    }

    /// Waits until it has ended, up to `limit`.
    public Optional<RedriveProgress> await(String id, Duration limit) {
        Optional<Redrive> redrive = redrive(id);
        redrive.ifPresent(each -> awaitEnd(each, limit));
        return redrive.map(Redrive::progress);
    }

    /// Newest first.
    public synchronized List<RedriveProgress> recent() {
        return new ArrayList<>(known.values())
                .reversed().stream().map(Redrive::progress).toList();
    }

    /// Ends it after what it does just now; what is done stays done.
    public Optional<RedriveProgress> cancel(String id) {
        redrive(id).ifPresent(Redrive::cancel);
        return await(id, CLOSE_LIMIT);
    }

    private synchronized Optional<Redrive> redrive(String id) {
        return Optional.ofNullable(known.get(id));
    }

    private static void awaitEnd(Redrive redrive, Duration limit) {
        try {
            redrive.await(limit.toNanos());
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        List<Redrive> open;
        synchronized (this) {
            open = List.copyOf(known.values());
        }
        open.forEach(Redrive::cancel);
        open.forEach(each -> awaitEnd(each, CLOSE_LIMIT));
    }
}
