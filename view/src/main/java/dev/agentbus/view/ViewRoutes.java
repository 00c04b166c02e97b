package dev.agentbus.view;

import dev.agentbus.events.contract.Contracts;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.util.function.BooleanSupplier;

/// Where the view's answers are found.
final class ViewRoutes {
    private final FleetRoutes fleet;
    private final FlowRoutes flow;
    private final TraceRoutes traces;
    private final EventRoutes events;
    private final EventStream stream;
    private final Live live;

    ViewRoutes(Live live, Contracts contracts, History history) {
        this.fleet = new FleetRoutes(live.state(), live.feed(), history);
        this.flow = new FlowRoutes(live.state(), history);
        this.traces = new TraceRoutes(live.state(), history);
        this.events = new EventRoutes(live.state(), contracts);
        this.stream = new EventStream(live);
        this.live = live;
    }

    void http(HttpRouting.Builder http) {
        http.register("/api/intelligence", fleet, flow, traces).register("/api", events, stream);
    }

    void socket(WsRouting.Builder sockets) {
        sockets.endpoint("/ws", () -> newSocket(() -> true));
    }

    WsListener newSocket(BooleanSupplier mayLook) {
        return new LiveSocket(live, mayLook);
    }
}
