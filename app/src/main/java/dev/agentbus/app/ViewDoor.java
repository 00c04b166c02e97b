package dev.agentbus.app;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.sink.postgres.history.PostgresHistory;
import dev.agentbus.view.LiveView;
import java.util.Optional;

/// The live view of the fleet: REST, WebSocket, SSE.
final class ViewDoor {
    private ViewDoor() {}

    static LiveView open(Assembly assembly, Ground ground) {
        Optional<EventHistory> history = ground.database().map(there -> new PostgresHistory(there, ground.contracts()));
        LiveView view = assembly.opened(
                "view", new LiveView(LiveView.Parts.of(ground.eventLog(), ground.contracts()), history));
        view.meters(assembly.meters());
        view.start();
        assembly.door().mount(view::http).mountSocket("/ws", view::newSocket);
        assembly.check("view", () -> {
            if (!view.status().healthy()) {
                throw new TransientFailure(
                        "Cannot show everything yet: " + view.status().message());
            }
        });
        return view;
    }
}
