package dev.agentbus.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/// Somebody who is told of alerts: takes what comes, after the trouble it was told to make.
final class AlertReceiver implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Taken> taken = new ArrayList<>();
    private final Deque<Trouble> troubles = new ArrayDeque<>();
    private volatile IntFunction<Ending> endings = _ -> HttpExchange::close;
    private int requests;

    /// How a request that is taken comes to its answer.
    interface Ending {
        /// @param exchange closing it sends the answer
        void of(HttpExchange exchange) throws IOException;
    }

    /// A request that was answered with 202.
    record Taken(Map<String, String> headers, byte[] body) {
        JsonNode json() {
            return RunningBus.JSON.readTree(body);
        }
    }

    /// @param others by the number of the request, from 1 on
    void endings(IntFunction<Ending> others) {
        endings = others;
    }

    /// What comes instead of a 202.
    ///
    /// @param status 0: no answer at all
    record Trouble(int status, Map<String, String> headers) {}

    AlertReceiver(Trouble... first) {
        troubles.addAll(List.of(first));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    synchronized int requests() {
        return requests;
    }

    private void take(HttpExchange exchange) throws IOException {
        Numbered answer = answer(exchange);
        Trouble trouble = answer.trouble();
        if (trouble.status() == 0) {
            try {
                closed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        trouble.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(trouble.status(), -1);
        endings.apply(answer.number()).of(exchange);
    }

    private record Numbered(int number, Trouble trouble) {}

    private synchronized Numbered answer(HttpExchange exchange) throws IOException {
        requests++;
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Trouble trouble = troubles.pollFirst();
        if (trouble == null) {
            taken.add(new Taken(headers, body));
            return new Numbered(requests, new Trouble(202, Map.of()));
        }
        return new Numbered(requests, trouble);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
