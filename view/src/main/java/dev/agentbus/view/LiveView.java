package dev.agentbus.view;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.process.history.EventHistory;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The view as a whole: the state, the feed that fills it, the clients that watch, the routes that
/// serve it.
///
/// `start()` begins to read the log at once and returns; routes answer from the first moment and
/// say, in `/api/intelligence/health`, whether the view is still catching up. Closing says goodbye
/// to the clients.
public final class LiveView implements AutoCloseable {
    private static final Duration BUS_EVERY = Duration.ofSeconds(2);
    private static final Duration TRACES_EVERY = Duration.ofSeconds(1);
    private static final int PUSHED_TRACES = 100;

    private final LiveState state;
    private final LiveClients clients;
    private final LiveFeed feed;
    private final StatePush states;
    private final Clock clock;
    private final ViewRoutes routes;

    /// @param history where events are stored; empty when there is no database
    public LiveView(Parts parts, Optional<EventHistory> history) {
        this.state = new LiveState(parts.settings, parts.clock);
        this.clients = new LiveClients(parts.push);
        this.feed = new LiveFeed(parts.log, parts.contracts, state, clients, parts.clock);
        this.clock = parts.clock;
        this.states = new StatePush(clients);
        Live live = new Live(state, feed, clients, states, clock);
        this.routes = new ViewRoutes(live, parts.contracts, new History(history));
    }

    /// What a view is made of.
    public record Parts(EventLog log, Contracts contracts, ViewSettings settings, PushSettings push, Clock clock) {
        public static Parts of(EventLog log, Contracts contracts) {
            return new Parts(log, contracts, ViewSettings.DEFAULT, PushSettings.DEFAULT, Clock.systemUTC());
        }
    }

    public void start() {
        clients.start();
        states.add(
                Channel.TRACES,
                new StatePush.State(
                        TRACES_EVERY,
                        () -> state.snapshot().counters().folded(),
                        () -> StateJson.tracesFrame(
                                state.newestTraces(TraceSummary.Wanted.ALL, PUSHED_TRACES), clock.instant())));
        feed.start();
    }

    /// Pushes what the process around this view says of itself to those who subscribe to `bus`.
    ///
    /// @param report a JSON object that is not empty; called while somebody watches, on a thread
    ///     that may wait
    public void bus(Supplier<byte[]> report) {
        states.add(
                Channel.BUS,
                new StatePush.State(
                        BUS_EVERY,
                        Object::new,
                        () -> StateJson.busFrame(report.get(), state.snapshot(), status(), clock.instant())));
    }

    /// What the process around this view can tell besides, each to those who subscribe to its channel.
    public enum News {
        WINDOWS(Channel.WINDOWS, Duration.ofSeconds(1)),
        FIRING(Channel.FIRING, Duration.ofMillis(500)),
        ALERTS(Channel.ALERTS, Duration.ofMillis(500)),
        PATTERNS(Channel.PATTERNS, Duration.ofSeconds(1));

        private final Channel channel;
        private final Duration every;

        News(Channel channel, Duration every) {
            this.channel = channel;
            this.every = every;
        }
    }

    /// Pushes a report when it is another than before.
    ///
    /// @param report a JSON value; asked for while somebody watches, on a thread that may wait
    public void tell(News news, Supplier<String> report) {
        states.add(
                news.channel,
                new StatePush.State(
                        news.every,
                        report::get,
                        () -> StateJson.newsFrame(news.channel, report.get(), clock.instant())));
    }

    /// `/api/intelligence/…`, `/api/stream`, `/api/contracts`, `/api/events/recent`,
    /// `/api/traces/recent`.
    public void http(HttpRouting.Builder http) {
        routes.http(http);
    }

    /// `/ws`.
    public void socket(WsRouting.Builder sockets) {
        routes.socket(sockets);
    }

    /// A listener for one more connection to `/ws`, for a server that puts a guard before it.
    ///
    /// @param mayLook asked with every sign of life of the client; false ends the connection
    public WsListener newSocket(BooleanSupplier mayLook) {
        return routes.newSocket(mayLook);
    }

    /// Registers what the view says of itself, as `agentbus_view_…`.
    public void meters(MeterRegistry registry) {
        Gauge.builder("agentbus_view_clients", clients, LiveClients::size).register(registry);
        Gauge.builder("agentbus_view_connected", feed, each -> each.status().connected() ? 1 : 0)
                .register(registry);
        Gauge.builder("agentbus_view_catching_up", feed, each -> each.status().catchingUp() ? 1 : 0)
                .register(registry);
        Gauge.builder("agentbus_view_trace_bytes", state, each -> counters(each).traceBytes())
                .register(registry);
        Gauge.builder("agentbus_view_traces", state, each -> counters(each).traces())
                .register(registry);
        FunctionCounter.builder(
                        "agentbus_view_events", state, each -> counters(each).folded())
                .register(registry);
        FunctionCounter.builder(
                        "agentbus_view_duplicates",
                        state,
                        each -> counters(each).duplicates())
                .register(registry);
        FunctionCounter.builder(
                        "agentbus_view_undecodable", feed, each -> each.status().undecodable())
                .register(registry);
        FunctionCounter.builder("agentbus_view_published", clients, LiveClients::published)
                .register(registry);
    }

    private static Snapshot.Counters counters(LiveState state) {
        return state.snapshot().counters();
    }

    public FeedStatus status() {
        return feed.status();
    }

    LiveState state() {
        return state;
    }

    LiveClients clients() {
        return clients;
    }

    @Override
    public void close() {
        feed.close();
        states.close();
        clients.close();
    }
}
