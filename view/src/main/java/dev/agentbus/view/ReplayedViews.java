package dev.agentbus.view;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.process.replay.ReplayId;
import dev.agentbus.process.replay.ReplayViews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Views of the past, one per replay, beside the live one and never in touch with it. In each of them
/// time stands still, at the end of what is replayed. Safe for any thread.
public final class ReplayedViews implements ReplayViews {
    private static final Duration LONGEST = Duration.ofDays(3_660);
    /// Smaller than the live view's: several may be open in one process.
    private static final ViewSettings BOUNDS = new ViewSettings(LONGEST, 12L << 20, 2L << 20, 32 << 10, 500_000, 1_000);

    private final Map<String, Past> open = new ConcurrentHashMap<>();

    /// One view, and those that answer from it.
    record Past(LiveState state, FleetRoutes fleet, FlowRoutes flow, TraceRoutes traces) {
        static Past of(LiveState state) {
            History none = new History(Optional.empty());
            Supplier<FeedStatus> noFeed = () -> {
                throw new IllegalStateException("Cannot tell how the feed is: a view of the past has none, got: none");
            };
            return new Past(
                    state,
                    new FleetRoutes(state, noFeed, none),
                    new FlowRoutes(state, none),
                    new TraceRoutes(state, none));
        }
    }

    @Override
    public ReplayView open(ReplayId id, Instant from, Instant asOf) {
        Duration span = from.isBefore(asOf.minus(LONGEST)) ? LONGEST : Duration.between(from, asOf);
        Duration window = span.compareTo(ViewSettings.DEFAULT.window()) < 0 ? ViewSettings.DEFAULT.window() : span;
        LiveState state = new LiveState(BOUNDS.withWindow(window), Clock.fixed(asOf, ZoneOffset.UTC));
        open.put(id.value(), Past.of(state));
        return new ReplayView() {
            @Override
            public void take(DecodedEvent event) {
                state.fold(event);
            }

            @Override
            public void show() {
                state.publish();
            }

            @Override
            public void close() {
                open.remove(id.value());
            }
        };
    }

    Optional<Past> find(String id) {
        return Optional.ofNullable(open.get(id));
    }
}
