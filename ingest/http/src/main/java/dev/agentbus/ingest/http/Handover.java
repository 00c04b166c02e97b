package dev.agentbus.ingest.http;

import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hands the events of one request to the door, all at once, and then waits for what became of
/// them. A request larger than the room behind the door waits for its own first events before it
/// goes on. Single use, one thread.
final class Handover {
    private record Sent(Event event, CompletionStage<Held> held) {}

    private final EventDoor door;
    private final long deadline;
    private final List<Outcome> outcomes = new ArrayList<>();

    Handover(EventDoor door, Duration limit) {
        this.door = door;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /// @return one outcome per event, in their order
    List<Outcome> handOver(List<Event> events) {
        List<Sent> sent = new ArrayList<>(events.size());
        for (Event event : events) {
            CompletionStage<Held> held = publish(event);
            if (isBusy(held) && !sent.isEmpty()) {
                settle(sent);
                held = publish(event);
            }
            sent.add(new Sent(event, held));
        }
        settle(sent);
        return outcomes;
    }

    private CompletionStage<Held> publish(Event event) {
        try {
            return door.publish(event);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isBusy(CompletionStage<Held> held) {
        CompletableFuture<Held> future = held.toCompletableFuture();
        return future.state() == Future.State.SUCCESS && future.resultNow() instanceof Held.Busy;
    }

    private void settle(List<Sent> sent) {
        for (Sent one : sent) {
            outcomes.add(outcome(one.event(), one.held()));
        }
        sent.clear();
    }

    private Outcome outcome(Event event, CompletionStage<Held> held) {
        try {
            long nanos = Math.max(0, deadline - System.nanoTime());
            return switch (held.toCompletableFuture().get(nanos, TimeUnit.NANOSECONDS)) {
                case Held.Stored stored -> new Outcome.Accepted(event, Optional.of(stored.position()));
                case Held.Spooled _ -> new Outcome.Accepted(event, Optional.empty());
                case Held.Busy _ ->
                    new Outcome.Failed(event, 429, "Cannot publish: too many events wait already, got: one more");
            };
        } catch (ExecutionException e) {
            return failed(event, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException _noReceipt) {
            return new Outcome.Failed(event, 503, "Cannot publish: a receipt must come in time, got: none");
        } catch (InterruptedException _stopping) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(event, 503, "Cannot publish: the bus is stopping, got: no receipt");
        }
    }

    private static Outcome failed(Event event, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof PermanentFailure
                ? new Outcome.Rejected(List.of(new Violation("$", "log", "the event", message)))
                : new Outcome.Failed(event, 503, message);
    }
}
