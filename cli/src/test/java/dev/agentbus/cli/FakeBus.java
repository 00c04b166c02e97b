package dev.agentbus.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A bus that answers as a test says, in this process. Keeps what came.
final class FakeBus implements AutoCloseable {
    /// @param idempotencyKey empty if there was none
    record Request(String path, String body, String idempotencyKey, String authorization) {}

    record Reply(int status, String body) {}

    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    FakeBus(Function<Request, Reply> replies) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, replies));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<Request, Reply> replies) throws IOException {
        Request request = new Request(
                exchange.getRequestURI().toString(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                header(exchange, "Idempotency-Key"),
                header(exchange, "Authorization"));
        requests.add(request);
        Reply reply = replies.apply(request);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    BusClient client() {
        return new BusClient("http://127.0.0.1:" + server.getAddress().getPort(), Optional.of("a-token-for-the-test"));
    }

    /// What the bus says when it takes all.
    static Reply takeAll(Request request) {
        JsonNode events = JsonMapper.shared().readTree(request.body());
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode receipts = body.putArray("receipts");
        for (int i = 0; i < events.size(); i++) {
            receipts.addObject()
                    .put("index", i)
                    .put("event_id", "e" + i)
                    .put("partition", 0)
                    .put("offset", i);
        }
        body.put("accepted", events.size()).put("rejected", 0);
        return new Reply(202, body.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
