package dev.agentbus.view;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.process.history.EventHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A history in memory that can be away; counts nothing.
final class MemoryHistory implements EventHistory {
    private final List<DecodedEvent> events = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    void store(Fleet.Said event) {
        events.add(event.decoded());
    }

    int size() {
        return events.size();
    }

    void goAway() {
        away = true;
    }

    @Override
    public List<DecodedEvent> trace(CorrelationId id, Page page) {
        Comparator<DecodedEvent> order = Comparator.comparing(DecodedEvent::time);
        return ofTrace(id).stream()
                .sorted(page.order() == Order.OLDEST_FIRST ? order : order.reversed())
                .skip(page.offset())
                .limit(page.limit())
                .toList();
    }

    @Override
    public TraceCounts countTrace(CorrelationId id) {
        List<ViewEvent> shown = EventShape.whole(ofTrace(id));
        return new TraceCounts(
                shown.size(),
                shown.stream().filter(event -> event.kind() == Kind.DECISION).count(),
                shown.stream().filter(event -> event.kind() == Kind.ACTION).count(),
                shown.stream()
                        .filter(event -> event.outcome() == ViewEvent.Outcome.FAILURE)
                        .count(),
                shown.stream().mapToLong(ViewEvent::durationMillis).sum());
    }

    @Override
    public List<DecodedEvent> actionsOf(String agent, Instant since, int limit) {
        requireHere();
        return events.stream()
                .filter(event ->
                        agent.equals(event.text("agent_name")) && event.time().isAfter(since))
                .limit(limit)
                .toList();
    }

    @Override
    public List<AgentCounts> agents(Instant since) {
        requireHere();
        return List.of();
    }

    @Override
    public List<StrategyCount> strategies(Instant since) {
        return List.of();
    }

    @Override
    public List<PairCounts> transformations(Instant since) {
        return List.of();
    }

    @Override
    public List<OperationCount> operations(Instant since, Duration span) {
        return List.of();
    }

    private List<DecodedEvent> ofTrace(CorrelationId id) {
        requireHere();
        return events.stream()
                .filter(event -> event.correlationId().filter(id::equals).isPresent())
                .toList();
    }

    private void requireHere() {
        if (away) {
            throw new TransientFailure("Cannot reach the history: it is away, got: none");
        }
    }
}
