package dev.agentbus.process.idempotency;

import dev.agentbus.events.TransientFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lives and dies with the process: the twin of the real stores, for tests. An outage is a method.
public final class MemoryIdempotencyStore implements IdempotencyStore {
    /// Every so many claims, what is to be forgotten is.
    private static final int SWEEP_EVERY = 1_000;

    private final Clock clock;
    private final Map<ClaimKey, Entry> entries = new HashMap<>();
    private long fence;
    private int claimsSinceSweep;
    private boolean down;

    public MemoryIdempotencyStore(Clock clock) {
        this.clock = clock;
    }

    /// From now on nothing can be asked.
    public synchronized void disconnect() {
        down = true;
    }

    public synchronized void reconnect() {
        down = false;
    }

    /// What it remembers, the expired included.
    public synchronized int size() {
        return entries.size();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public synchronized List<ClaimOutcome> claim(List<ClaimRequest> requests, Expiries expiries) {
        check();
        Instant now = clock.instant();
        sweep(now, requests.size());
        List<ClaimOutcome> outcomes = new ArrayList<>(requests.size());
        for (ClaimRequest request : requests) {
            Entry held = entries.get(request.key());
            fence++;
            Entry.Claim claim = held == null
                    ? Entry.first(request, fence, now, expiries)
                    : held.claim(request, fence, now, expiries);
            claim.next().ifPresent(next -> entries.put(request.key(), next));
            outcomes.add(claim.outcome());
        }
        return outcomes;
    }

    @Override
    public synchronized List<Ticket> complete(List<Ticket> tickets, Expiries expiries) {
        check();
        Instant now = clock.instant();
        List<Ticket> late = new ArrayList<>();
        for (Ticket ticket : tickets) {
            Optional<Entry> done = Optional.ofNullable(entries.get(ticket.key()))
                    .flatMap(held -> held.complete(ticket, now, expiries));
            done.ifPresentOrElse(next -> entries.put(ticket.key(), next), () -> late.add(ticket));
        }
        return late;
    }

    @Override
    public synchronized void release(List<Ticket> tickets) {
        check();
        for (Ticket ticket : tickets) {
            entries.computeIfPresent(
                    ticket.key(), (_, held) -> held.release(ticket).orElse(null));
        }
    }

    private void sweep(Instant now, int claims) {
        claimsSinceSweep += claims;
        if (claimsSinceSweep >= SWEEP_EVERY) {
            claimsSinceSweep = 0;
            entries.values().removeIf(entry -> !entry.forgetAt().isAfter(now));
        }
    }

    @Override
    public synchronized void check() {
        if (down) {
            throw new TransientFailure("Cannot ask the idempotency store: it is down, got: nothing");
        }
    }

    @Override
    public void close() {}
}
