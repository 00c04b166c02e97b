package dev.agentbus.process.idempotency;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.process.EffectInDoubt;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.Handling;
import dev.agentbus.process.Hold;
import dev.agentbus.process.RetryLater;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a handler from acting twice for one event: however often the event comes, by a crash, a
/// lost membership, a redrive or from another process.
///
/// An attempt that failed gives its claim back, so the next need not wait for it; unless its effect is
/// in doubt, as it is after a crash: then the claim runs out, and whoever gets the next one is told by
/// its [Hold]. A store that can't
/// be asked counts as a destination that is down, if the handler fails closed: then nothing counts
/// against an event.
public final class OnceHandler implements EventHandler {
    private final EventHandler handler;
    private final IdempotencyStore store;
    private final ClaimPolicy policy;
    private final Claims claims;
    /// What was acted on, but could not be completed: only that is left to do.
    private final Map<ClaimKey, Ticket> acted = new ConcurrentHashMap<>();

    public OnceHandler(EventHandler handler, IdempotencyStore store, ClaimPolicy policy) {
        this.handler = handler;
        this.store = store;
        this.policy = policy;
        this.claims = new Claims(store, policy);
    }

    @Override
    public Collection<Contract> contracts() {
        return handler.contracts();
    }

    @Override
    public void handle(DecodedEvent event, Handling handling) throws Exception {
        ClaimRequest request = claims.request(event.position().topic(), event.id(), event.original());
        Ticket left = acted.get(request.key());
        if (left != null) {
            complete(left);
            return;
        }
        long asked = System.nanoTime();
        switch (claims.claim(List.of(request)).getFirst()) {
            case ClaimOutcome.Claimed claimed -> {
                Hold hold = new Hold(
                        claimed.abandoned(),
                        asked + policy.expiries().inProgress().toNanos());
                act(event, handling.under(hold), claimed.ticket());
            }
            case ClaimOutcome.Unguarded _ -> handler.handle(event, handling);
            case ClaimOutcome.Done _ -> {}
            case ClaimOutcome.InProgress other ->
                throw RetryLater.unattempted(
                        "Cannot act on event: another worker is at it, got: " + other.key(), other.left());
            case ClaimOutcome.Mismatched mismatched -> throw mismatched.failure();
        }
    }

    private void act(DecodedEvent event, Handling handling, Ticket ticket) throws Exception {
        try {
            handler.handle(event, handling);
        } catch (EffectInDoubt e) {
            throw e;
        } catch (Exception | Error e) {
            claims.release(List.of(ticket));
            throw e;
        }
        acted.put(ticket.key(), ticket);
        complete(ticket);
    }

    private void complete(Ticket ticket) {
        List<Ticket> _ = claims.complete(List.of(ticket));
        acted.remove(ticket.key());
    }

    @Override
    public Health health() {
        if (policy.onOutage() == OnOutage.FAIL_CLOSED) {
            try {
                store.check();
            } catch (TransientFailure _) {
                return Health.DOWN;
            }
        }
        return handler.health();
    }
}
