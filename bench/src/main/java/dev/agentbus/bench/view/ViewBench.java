package dev.agentbus.bench.view;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Event to WebSocket frame, frames per CPU-second, memory, REST, and what one client that never
/// reads does to the others; the live view beside two bare loops over the same server, interleaved.
/// Arguments: `[clients] [events per second] [seconds] [rounds]`.
public final class ViewBench {
    private static final int HISTORY = 60_000;
    private static final int REST_CALLS = 3_000;
    private static final int SAMPLED = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    /// Long enough for what is under way to arrive, and for a stuck client to be disconnected.
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final int clients;
    private final int rate;
    private final Duration duration;

    private ViewBench(int clients, int rate, Duration duration) {
        this.clients = clients;
        this.rate = rate;
        this.duration = duration;
    }

    public static void main(String[] arguments) throws Exception {
        int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
        int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 6;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        System.out.printf("%d clients, %d events/s, %d s, history of %d events%n", clients, rate, seconds, HISTORY);
        ViewBench bench = new ViewBench(clients, rate, Duration.ofSeconds(seconds));
        for (int round = 0; round < rounds; round++) {
            for (String kind : List.of("view", "bytes", "bare")) {
                bench.fanOut(kind);
                bench.withOneStuck(kind);
            }
        }
    }

    private ServerProcess start(String kind) throws IOException {
        return new ServerProcess(kind, kind.equals("view") ? HISTORY : 0, rate);
    }

    private void fanOut(String kind) throws Exception {
        try (ServerProcess server = start(kind)) {
            say(kind, "heap before clients", server.heapBytes() / 1e6, "MB");
            say(kind, "resident before clients", server.rssBytes() / 1e6, "MB");
            if (kind.equals("view")) {
                rest(kind, server.port());
            }
            try (Watchers watchers = new Watchers(server.port(), clients, SAMPLED)) {
                watchers.read(WARM_UP);
                server.goLive();
                watchers.read(WARM_UP);
                long framesBefore = watchers.frames();
                double cpuBefore = server.cpuSeconds();
                watchers.record(duration);
                double cpuSeconds = server.cpuSeconds() - cpuBefore;
                long frames = watchers.frames() - framesBefore;
                say(kind, "frames per second", frames / (double) duration.toSeconds(), "");
                say(kind, "frames per CPU-second", frames / cpuSeconds, "");
                percentiles(kind, "event to frame", watchers.micros());
                say(kind, "resident with clients", server.rssBytes() / 1e6, "MB");
                long sent = server.stop();
                watchers.read(DRAIN);
                delivered(kind, "delivered", watchers, sent);
                say(kind, "heap with clients", server.heapBytes() / 1e6, "MB");
            }
        }
    }

    /// One client connects and never reads; what do the others get, and what does it cost?
    private void withOneStuck(String kind) throws Exception {
        try (ServerProcess server = start(kind);
                Watchers watchers = new Watchers(server.port(), clients, SAMPLED);
                SocketChannel stuck = Watchers.stuck(server.port())) {
            watchers.read(WARM_UP);
            say(kind, "one stuck: heap before", server.heapBytes() / 1e6, "MB");
            server.goLive();
            watchers.read(duration.dividedBy(2));
            watchers.record(duration.dividedBy(2));
            percentiles(kind, "one stuck: event to frame", watchers.micros());
            say(kind, "one stuck: resident", server.rssBytes() / 1e6, "MB");
            // A loop that stands still has read less of the log than it was meant to: count what was due.
            long due = Math.max(server.stop(), rate * duration.toSeconds());
            watchers.read(DRAIN);
            delivered(kind, "one stuck: delivered", watchers, due);
            say(kind, "one stuck: heap after", server.heapBytes() / 1e6, "MB");
            if (!stuck.isConnected()) {
                throw new IOException("Cannot measure: the stuck client must stay connected, got: a closed socket");
            }
        }
    }

    private static void delivered(String kind, String what, Watchers watchers, long sent) {
        long[] actions = watchers.actions();
        long least = Arrays.stream(actions).min().orElse(0);
        say(kind, what + ", of the worst client", 100.0 * least / sent, "%");
        say(kind, what + ", of all", 100.0 * Arrays.stream(actions).sum() / (sent * (double) actions.length), "%");
    }

    private static void rest(String kind, int port) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (String path : List.of("intelligence/agents/summary", "intelligence/actions/recent", "traces/recent")) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/" + path);
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            Histogram micros = new Histogram(60_000_000, 3);
            for (int i = 0; i < REST_CALLS; i++) {
                long start = System.nanoTime();
                http.send(request, HttpResponse.BodyHandlers.discarding());
                if (i >= REST_CALLS / 3) {
                    micros.recordValue((System.nanoTime() - start) / 1_000);
                }
            }
            percentiles(kind, "GET " + path, micros);
        }
        http.close();
    }

    static void percentiles(String kind, String what, Histogram micros) {
        say(kind, what + " p50", micros.getValueAtPercentile(50) / 1e3, "ms");
        say(kind, what + " p99", micros.getValueAtPercentile(99) / 1e3, "ms");
    }

    static void say(String kind, String what, double value, String unit) {
        System.out.printf("%-5s %-42s %,14.2f %s%n", kind, what, value, unit);
    }
}
