package dev.agentbus.sink.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Somebody on this machine who is told of alerts: keeps what comes, and answers as it is told.
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();

    record Request(String path, Map<String, String> headers, byte[] body) {}

    /// @param status 0: no answer at all; -1: the connection is cut instead
    record Answer(int status, Map<String, String> headers) {
        static Answer of(int status) {
            return new Answer(status, Map.of());
        }

        static final Answer SILENCE = of(0);
        static final Answer DROPPED = of(-1);
    }

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    synchronized void answers(Answer... next) {
        answers.addAll(List.of(next));
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private void take(HttpExchange exchange) throws IOException {
        Answer answer = taken(exchange);
        if (answer.status() < 0) {
            exchange.close();
            return;
        }
        if (answer.status() == 0) {
            try {
                closed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), -1);
        exchange.close();
    }

    private synchronized Answer taken(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        requests.add(new Request(
                exchange.getRequestURI().getPath(),
                headers,
                exchange.getRequestBody().readAllBytes()));
        Answer next = answers.pollFirst();
        return next == null ? Answer.of(202) : next;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
