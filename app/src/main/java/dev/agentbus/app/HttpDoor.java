package dev.agentbus.app;

import dev.agentbus.engine.HostPort;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.ingest.http.IngestRoutes;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one HTTP server: everything that is mounted on it stands behind [Access].
///
/// HTTP/1.1 and WebSocket only.
final class HttpDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);
    /// What a request holds at most: the doors set smaller bounds of their own.
    private static final long MAX_BODY_BYTES = 64L << 20;

    private static final int MAX_FRAME_BYTES = 1 << 20;
    /// Held, so that the level stays set: Helidon greets in several lines otherwise.
    private static final java.util.logging.Logger HELIDON = java.util.logging.Logger.getLogger("io.helidon");

    private final HostPort bind;
    private final Access access;
    private final List<Consumer<HttpRouting.Builder>> mounts = new ArrayList<>();
    private final Map<String, Function<BooleanSupplier, WsListener>> sockets = new LinkedHashMap<>();
    private @Nullable WebServer server;

    HttpDoor(HostPort bind, Access access) {
        this.bind = bind;
        this.access = access;
    }

    HttpDoor mount(String path, HttpService service) {
        return mount(routing -> routing.register(path, service));
    }

    HttpDoor mount(Consumer<HttpRouting.Builder> routes) {
        mounts.add(routes);
        return this;
    }

    /// @param socket makes a listener per connection; what it is given tells whether the caller may
    ///     still be served
    HttpDoor mountSocket(String path, Function<BooleanSupplier, WsListener> socket) {
        sockets.put(path, socket);
        return this;
    }

    /// @throws Misconfigured if the port is taken
    void requireFreePort() {
        if (!bind.isFree()) {
            throw new Misconfigured(
                    "Cannot listen: the port is taken or the address is not of this machine; choose another with"
                            + " --http HOST:PORT, got: " + bind);
        }
    }

    void start() {
        HELIDON.setLevel(Level.WARNING);
        requireFreePort();
        HttpRouting.Builder routing = HttpRouting.builder().addFilter(new AccessFilter(access));
        mounts.forEach(mount -> mount.accept(routing));
        routing.error(
                HttpException.class,
                (request, response, refused) -> response.status(refused.status())
                        .header(HeaderValues.CONTENT_TYPE_JSON)
                        .send(Json.error(
                                refused.status().reasonPhrase().toLowerCase(Locale.ROOT),
                                "Cannot answer: %s, got: %s"
                                        .formatted(
                                                refused.status().text(),
                                                request.path().path()))));
        routing.error(RuntimeException.class, (request, response, failure) -> {
            log.atError()
                    .addKeyValue("path", request.path().path())
                    .setCause(failure)
                    .log("Request failed");
            response.status(Status.INTERNAL_SERVER_ERROR_500)
                    .header(HeaderValues.CONTENT_TYPE_JSON)
                    .send(Json.error("internal", "Cannot answer: a failure that the log describes"));
        });
        WsRouting.Builder upgrades = WsRouting.builder();
        sockets.forEach((path, socket) -> upgrades.endpoint(path, () -> new GuardedSocket(access, socket)));
        server = WebServer.builder()
                .host(bind.host())
                .port(bind.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(1))
                .maxPayloadSize(MAX_BODY_BYTES)
                .idleConnectionTimeout(IDLE_LIMIT)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .protocolsDiscoverServices(false)
                .addProtocol(Http1Config.builder().build())
                .addProtocol(WsConfig.builder().maxFrameLength(MAX_FRAME_BYTES).build())
                .contentEncoding(IngestRoutes.packedBodies())
                .addRouting(routing)
                .addRouting(upgrades)
                .build()
                .start();
    }

    @Override
    public void close() {
        WebServer running = server;
        if (running != null) {
            running.stop();
        }
    }
}
