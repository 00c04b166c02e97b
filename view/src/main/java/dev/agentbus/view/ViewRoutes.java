package dev.agentbus.view;

import dev.agentbus.events.contract.Contracts;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/// Where the view's answers are found.
final class ViewRoutes {
    private final FleetRoutes fleet;
    private final FlowRoutes flow;
    private final TraceRoutes traces;
    private final EventRoutes events;
    private final EventStream stream;
    private final LiveState state;
    private final LiveFeed feed;
    private final LiveClients clients;
    private final Clock clock;

    ViewRoutes(LiveState state, LiveFeed feed, LiveClients clients, Contracts contracts, History history, Clock clock) {
        this.fleet = new FleetRoutes(state, feed, history);
        this.flow = new FlowRoutes(state, history);
        this.traces = new TraceRoutes(state, history);
        this.events = new EventRoutes(state, contracts);
        this.stream = new EventStream(clients, state, feed, clock);
        this.state = state;
        this.feed = feed;
        this.clients = clients;
        this.clock = clock;
    }

    void http(HttpRouting.Builder http) {
        http.register("/api/intelligence", fleet, flow, traces).register("/api", events, stream);
    }

    void socket(WsRouting.Builder sockets) {
        sockets.endpoint("/ws", () -> newSocket(() -> true));
    }

    WsListener newSocket(BooleanSupplier mayLook) {
        return new LiveSocket(clients, state, feed, clock, mayLook);
    }
}
