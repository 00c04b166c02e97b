package dev.agentbus.view;

import static org.awaitility.Awaitility.await;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.history.EventHistory;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A view behind a real server on a free port of the loopback, with clients for it.
final class ServedView implements AutoCloseable {
    /// Short enough for tests, long enough for a busy machine.
    static final PushSettings PUSH = new PushSettings(
            1_024,
            2L << 20,
            Duration.ofMillis(50),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            100,
            1_000);

    final TestLog log;
    final LiveView view;
    private final WebServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    ServedView(TestLog log, Clock clock, PushSettings push, @Nullable EventHistory history) {
        this.log = log;
        this.view = new LiveView(
                new LiveView.Parts(log.log(), Contracts.builtIn(), ViewSettings.DEFAULT, push, clock),
                Optional.ofNullable(history));
        HttpRouting.Builder routes = HttpRouting.builder();
        view.http(routes);
        WsRouting.Builder sockets = WsRouting.builder();
        view.socket(sockets);
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addRouting(routes)
                .addRouting(sockets)
                .build()
                .start();
        view.start();
        await().until(() -> view.status().healthy());
    }

    ServedView(TestLog log, Clock clock) {
        this(log, clock, PUSH, null);
    }

    int port() {
        return server.port();
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    }

    HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(uri("http", path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("GET " + path, e);
        }
    }

    Watcher watch() {
        Watcher watcher = new Watcher();
        watcher.socket =
                http.newWebSocketBuilder().buildAsync(uri("ws", "/ws"), watcher).join();
        return watcher;
    }

    @Override
    public void close() {
        view.close();
        server.stop();
        http.shutdownNow();
    }

    /// A WebSocket client that keeps every frame.
    static final class Watcher implements WebSocket.Listener, AutoCloseable {
        final List<String> frames = new CopyOnWriteArrayList<>();
        final AtomicInteger actions = new AtomicInteger();
        private final StringBuilder partial = new StringBuilder();
        private volatile int closedWith;
        private @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                frames.add(partial.toString());
                actions.addAndGet(isOfType("AGENT_ACTION").test(partial.toString()) ? 1 : 0);
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            closedWith = status;
            return null;
        }

        int closedWith() {
            return closedWith;
        }

        void say(String message) {
            WebSocket open = socket;
            if (open != null) {
                open.sendText(message, true).join();
            }
        }

        List<String> ofType(String type) {
            return frames.stream().filter(isOfType(type)).toList();
        }

        String await(String type) {
            org.awaitility.Awaitility.await().until(() -> frames.stream().anyMatch(isOfType(type)));
            return ofType(type).getFirst();
        }

        @Override
        public void close() {
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
        }

        private static Predicate<String> isOfType(String type) {
            return frame -> frame.startsWith("{\"type\":\"" + type + "\"");
        }
    }
}
