package dev.agentbus.process.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a store should say, kept as plain history: every claim that was ever granted, and what came
/// of it. Compares each answer of a store with it.
final class ClaimModel {
    /// One granted claim.
    private static final class Grant {
        final Ticket ticket;
        final PayloadHash payload;
        final Instant until;
        final Instant forgetAt;
        boolean done;
        Instant doneUntil = Instant.EPOCH;
        boolean released;
        boolean forgotten;

        Grant(Ticket ticket, PayloadHash payload, Instant now, Expiries expiries) {
            this.ticket = ticket;
            this.payload = payload;
            this.until = now.plus(expiries.inProgress());
            this.forgetAt = now.plus(expiries.done());
        }

        boolean live(Instant now) {
            return !done && !released && until.isAfter(now);
        }

        boolean knownAsDone(Instant now) {
            return done && doneUntil.isAfter(now);
        }
    }

    private final Map<ClaimKey, List<Grant>> history = new HashMap<>();
    private final Set<Long> fences = new HashSet<>();
    private long highestFence;

    void claimed(ClaimRequest request, ClaimOutcome outcome, Instant now, Expiries expiries) {
        List<Grant> grants = history.computeIfAbsent(request.key(), _ -> new ArrayList<>());
        assertThat(outcome.key()).isEqualTo(request.key());
        Grant last = grants.isEmpty() ? null : grants.getLast();
        if (last != null && last.knownAsDone(now)) {
            assertThat(outcome)
                    .isEqualTo(
                            last.payload.equals(request.payload())
                                    ? new ClaimOutcome.Done(request.key())
                                    : new ClaimOutcome.Mismatched(request.key()));
        } else if (last != null && last.live(now)) {
            assertThat(outcome)
                    .isEqualTo(
                            last.payload.equals(request.payload())
                                    ? new ClaimOutcome.InProgress(request.key(), Duration.between(now, last.until))
                                    : new ClaimOutcome.Mismatched(request.key()));
        } else {
            assertThat(outcome).isInstanceOf(ClaimOutcome.Claimed.class);
            ClaimOutcome.Claimed claimed = (ClaimOutcome.Claimed) outcome;
            if (last != null && !last.forgetAt.isAfter(now)) {
                grants.forEach(grant -> grant.forgotten = true);
            }
            assertThat(claimed.abandoned()).isEqualTo(abandoned(grants));
            assertThat(claimed.ticket().fence()).isGreaterThan(highestFence);
            assertThat(fences.add(claimed.ticket().fence())).isTrue();
            highestFence = claimed.ticket().fence();
            grants.add(new Grant(claimed.ticket(), request.payload(), now, expiries));
        }
        assertThat(grants.stream().filter(grant -> grant.live(now)).count()).isLessThanOrEqualTo(1);
    }

    /// Claims that nobody answered, back to the last that was done or forgotten. One that was given
    /// back neither counts nor hides those before it.
    private static int abandoned(List<Grant> grants) {
        int unanswered = 0;
        for (Grant grant : grants) {
            if (grant.done || grant.forgotten) {
                unanswered = 0;
            } else if (!grant.released) {
                unanswered++;
            }
        }
        return unanswered;
    }

    void completed(Ticket ticket, boolean late, Instant now, Expiries expiries) {
        Grant grant = find(ticket);
        boolean newest = newest(grant);
        boolean again = newest && grant.knownAsDone(now);
        boolean inTime = newest && grant.live(now);
        assertThat(late).as("late").isEqualTo(!again && !inTime);
        if (inTime) {
            grant.done = true;
            grant.doneUntil = now.plus(expiries.done());
        }
    }

    void released(Ticket ticket) {
        Grant grant = find(ticket);
        if (newest(grant) && !grant.done) {
            grant.released = true;
        }
    }

    private boolean newest(Grant grant) {
        return history.getOrDefault(grant.ticket.key(), List.of()).getLast() == grant;
    }

    private Grant find(Ticket ticket) {
        return history.getOrDefault(ticket.key(), List.of()).stream()
                .filter(grant -> grant.ticket.equals(ticket))
                .findFirst()
                .orElseThrow();
    }
}
