package dev.agentbus.process.idempotency;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a handler uses to act once per event: claim, act, complete. Safe for any thread.
///
/// ```java
/// Claims claims = new Claims(store, new ClaimPolicy("pager", Expiries.DEFAULT, OnOutage.FAIL_CLOSED));
/// switch (claims.claim(List.of(claims.request(topic, id, payload))).getFirst()) {
///     case ClaimOutcome.Claimed claimed -> {
///         page(event);
///         claims.complete(List.of(claimed.ticket()));
///     }
///     case ClaimOutcome.Unguarded _ -> page(event);
///     case ClaimOutcome.Done _ -> {}
///     case ClaimOutcome.InProgress other -> retryAfter(other.left());
///     case ClaimOutcome.Mismatched mismatched -> throw mismatched.failure();
/// }
/// ```
public final class Claims {
    private static final Logger log = LoggerFactory.getLogger(Claims.class);

    private final IdempotencyStore store;
    private final ClaimPolicy policy;

    public Claims(IdempotencyStore store, ClaimPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    /// @param payload what the event says; null for a record without a value
    public ClaimRequest request(TopicName topic, EventId event, byte @Nullable [] payload) {
        return new ClaimRequest(new ClaimKey(policy.consumer(), topic, event), PayloadHash.of(payload));
    }

    /// @return an outcome per request, in order
    /// @throws TransientFailure when the store can't be asked and the handler fails closed; nothing
    ///     may be done
    public List<ClaimOutcome> claim(List<ClaimRequest> requests) {
        try {
            return store.claim(requests, policy.expiries());
        } catch (TransientFailure e) {
            return switch (policy.onOutage()) {
                case FAIL_CLOSED -> throw e;
                case FAIL_OPEN -> {
                    log.atWarn()
                            .addKeyValue("consumer", policy.consumer())
                            .addKeyValue("events", requests.size())
                            .setCause(e)
                            .log("Acting without claims");
                    yield requests.stream()
                            .<ClaimOutcome>map(request -> new ClaimOutcome.Unguarded(request.key()))
                            .toList();
                }
            };
        }
    }

    /// @return those that came too late: they acted, but somebody else may act too
    /// @throws TransientFailure when the store can't be asked and the handler fails closed; to be
    ///     called again, without acting again
    public List<Ticket> complete(List<Ticket> tickets) {
        try {
            List<Ticket> late = store.complete(tickets, policy.expiries());
            if (!late.isEmpty()) {
                log.atWarn()
                        .addKeyValue("consumer", policy.consumer())
                        .addKeyValue("first", late.getFirst().key())
                        .addKeyValue("events", late.size())
                        .log("Acted for longer than the claim held");
            }
            return late;
        } catch (TransientFailure e) {
            return switch (policy.onOutage()) {
                case FAIL_CLOSED -> throw e;
                case FAIL_OPEN -> {
                    log.atWarn()
                            .addKeyValue("consumer", policy.consumer())
                            .addKeyValue("events", tickets.size())
                            .setCause(e)
                            .log("Acted without being able to say so");
                    yield List.of();
                }
            };
        }
    }

    /// For what did not happen. Best effort: a claim that can't be given back runs out.
    public void release(List<Ticket> tickets) {
        try {
            store.release(tickets);
        } catch (TransientFailure e) {
            log.atWarn()
                    .addKeyValue("consumer", policy.consumer())
                    .addKeyValue("events", tickets.size())
                    .setCause(e)
                    .log("Could not give claims back, they run out");
        }
    }
}
