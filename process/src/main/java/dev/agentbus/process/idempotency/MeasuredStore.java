package dev.agentbus.process.idempotency;

import dev.agentbus.events.TransientFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Counts what a store is asked and says, as it happens: no store is searched for it. Meters
/// `agentbus_idempotency_claims` by store and outcome, there from the start.
public final class MeasuredStore implements IdempotencyStore {
    /// What is counted.
    public enum Outcome {
        /// Claims granted.
        CLAIMED,
        /// Claims refused as the event was done: what the store is there for.
        DUPLICATE,
        /// Claims refused as somebody is at it.
        IN_PROGRESS,
        /// Claims refused as the id came before with another content.
        MISMATCHED,
        /// Granted claims before which another had run out without an answer.
        EXPIRED,
        /// Claims completed in time.
        COMPLETED,
        /// Claims completed after they had run out.
        LATE,
        /// Claims given back.
        RELEASED,
        /// Claims, completions and releases that could not be asked for.
        UNAVAILABLE
    }

    private record Count(LongAdder sum, Counter meter) {
        void add(long amount) {
            sum.add(amount);
            meter.increment((double) amount);
        }
    }

    private final IdempotencyStore store;
    private final Map<Outcome, Count> counts = new EnumMap<>(Outcome.class);

    public MeasuredStore(IdempotencyStore store, MeterRegistry meters) {
        this.store = store;
        for (Outcome outcome : Outcome.values()) {
            Counter meter = Counter.builder("agentbus_idempotency_claims")
                    .description("Claims of outside effects by what came of them")
                    .tag("store", store.name())
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(meters);
            counts.put(outcome, new Count(new LongAdder(), meter));
        }
    }

    /// Since it was made, by this process.
    public Map<Outcome, Long> statistics() {
        Map<Outcome, Long> statistics = new EnumMap<>(Outcome.class);
        counts.forEach((outcome, count) -> statistics.put(outcome, count.sum().sum()));
        return statistics;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public List<ClaimOutcome> claim(List<ClaimRequest> requests, Expiries expiries) {
        List<ClaimOutcome> outcomes = asked(requests.size(), () -> store.claim(requests, expiries));
        outcomes.forEach(this::count);
        return outcomes;
    }

    private void count(ClaimOutcome outcome) {
        switch (outcome) {
            case ClaimOutcome.Claimed claimed -> {
                add(Outcome.CLAIMED, 1);
                add(Outcome.EXPIRED, claimed.abandoned() > 0 ? 1 : 0);
            }
            case ClaimOutcome.Done _ -> add(Outcome.DUPLICATE, 1);
            case ClaimOutcome.InProgress _ -> add(Outcome.IN_PROGRESS, 1);
            case ClaimOutcome.Mismatched _ -> add(Outcome.MISMATCHED, 1);
            case ClaimOutcome.Unguarded _ -> add(Outcome.UNAVAILABLE, 1);
        }
    }

    @Override
    public List<Ticket> complete(List<Ticket> tickets, Expiries expiries) {
        List<Ticket> late = asked(tickets.size(), () -> store.complete(tickets, expiries));
        add(Outcome.LATE, late.size());
        add(Outcome.COMPLETED, tickets.size() - late.size());
        return late;
    }

    @Override
    public void release(List<Ticket> tickets) {
        int released = asked(tickets.size(), () -> {
            store.release(tickets);
            return tickets.size();
        });
        add(Outcome.RELEASED, released);
    }

    private <T> T asked(int size, Supplier<T> question) {
        try {
            return question.get();
        } catch (TransientFailure e) {
            add(Outcome.UNAVAILABLE, size);
            throw e;
        }
    }

    private void add(Outcome outcome, long amount) {
        Count count = counts.get(outcome);
        if (count != null && amount > 0) {
            count.add(amount);
        }
    }

    @Override
    public void check() {
        store.check();
    }

    @Override
    public void close() {
        store.close();
    }
}
