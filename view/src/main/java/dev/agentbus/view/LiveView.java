package dev.agentbus.view;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.process.history.EventHistory;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.time.Clock;
import java.util.Optional;

/// The view as a whole: the state, the feed that fills it, the clients that watch, the routes that serve it.
///
/// `start()` begins to read the log at once and returns; routes answer from the first moment and say, in
/// `/api/intelligence/health`, whether the view is still catching up. Closing says goodbye to the clients.
public final class LiveView implements AutoCloseable {
    private final LiveState state;
    private final LiveClients clients;
    private final LiveFeed feed;
    private final ViewRoutes routes;

    /// @param history where events are stored; empty when there is no database
    public LiveView(Parts parts, Optional<EventHistory> history) {
        this.state = new LiveState(parts.settings, parts.clock);
        this.clients = new LiveClients(parts.push);
        this.feed = new LiveFeed(parts.log, parts.contracts, state, clients, parts.clock);
        this.routes = new ViewRoutes(state, feed, clients, parts.contracts, new History(history), parts.clock);
    }

    /// What a view is made of.
    public record Parts(EventLog log, Contracts contracts, ViewSettings settings, PushSettings push, Clock clock) {
        public static Parts of(EventLog log, Contracts contracts) {
            return new Parts(log, contracts, ViewSettings.DEFAULT, PushSettings.DEFAULT, Clock.systemUTC());
        }
    }

    public void start() {
        clients.start();
        feed.start();
    }

    /// `/api/intelligence/…`, `/api/stream`, `/api/contracts`, `/api/events/recent`.
    public void http(HttpRouting.Builder http) {
        routes.http(http);
    }

    /// `/ws`.
    public void socket(WsRouting.Builder sockets) {
        routes.socket(sockets);
    }

    /// A listener for one more connection to `/ws`, for a server that puts a guard before it.
    public WsListener newSocket() {
        return routes.newSocket();
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
        clients.close();
    }
}
