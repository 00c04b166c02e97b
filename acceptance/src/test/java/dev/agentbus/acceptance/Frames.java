package dev.agentbus.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a WebSocket client of the live view has received so far.
final class Frames implements WebSocket.Listener, AutoCloseable {
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    static Frames connect(RunningBus bus) {
        Frames frames = new Frames();
        URI uri = URI.create(bus.http().replaceFirst("^http", "ws") + "/ws");
        frames.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, frames)
                .join();
        return frames;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(RunningBus.JSON.readTree(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    List<JsonNode> ofType(String type) {
        return received.stream()
                .filter(frame -> type.equals(frame.path("type").asString()))
                .toList();
    }

    /// The ids of the actions received one by one.
    List<String> actionIds() {
        return ofType("AGENT_ACTION").stream()
                .map(frame -> frame.get("data").get("id").asString())
                .toList();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
