package dev.agentbus.bench.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Event to WebSocket frame, REST, memory and deliveries per CPU-second of the live view, beside a
/// bare loop over the same server. Arguments: `[clients] [events per second] [seconds]`.
public final class ViewBench {
    private static final int HISTORY = 60_000;
    private static final int REST_CALLS = 3_000;
    private static final long TICKS_PER_SECOND = 100;

    private ViewBench() {}

    public static void main(String[] arguments) throws Exception {
        int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
        int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 6;
        System.out.printf("%d clients, %d events/s, %d s, history of %d events%n", clients, rate, seconds, HISTORY);
        for (String kind : List.of("view", "bare")) {
            measure(kind, clients, rate, Duration.ofSeconds(seconds));
        }
    }

    private static void measure(String kind, int clients, int rate, Duration duration) throws Exception {
        Process server = start(kind, rate);
        try (BufferedReader answers = server.inputReader(StandardCharsets.UTF_8);
                PrintWriter commands = new PrintWriter(server.outputWriter(StandardCharsets.UTF_8), true)) {
            int port = Integer.parseInt(answers.readLine().substring("port ".length()));
            if (kind.equals("view")) {
                say(kind, "heap with history", ask(commands, answers, "gc") / 1e6, "MB");
                say(kind, "rss with history", rss(server.pid()) / 1e6, "MB");
                rest(kind, port);
            }
            try (Watchers watchers = new Watchers(port, clients)) {
                watchers.read(Duration.ofSeconds(2), false);
                ask(commands, answers, "live");
                watchers.read(Duration.ofSeconds(2), false);
                long framesBefore = watchers.frames();
                long ticksBefore = cpuTicks(server.pid());
                watchers.read(duration, true);
                double cpuSeconds = (cpuTicks(server.pid()) - ticksBefore) / (double) TICKS_PER_SECOND;
                long frames = watchers.frames() - framesBefore;
                say(kind, "frames per second", frames / (double) duration.toSeconds(), "");
                say(kind, "frames per CPU-second", frames / cpuSeconds, "");
                if (kind.equals("view")) {
                    percentiles(kind, "event to frame", watchers.micros());
                    say(kind, "heap with clients", ask(commands, answers, "gc") / 1e6, "MB");
                }
                say(kind, "rss with clients", rss(server.pid()) / 1e6, "MB");
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /// The flags with which a view of its own is meant to run: small heap, C1, serial collector.
    private static Process start(String kind, int rate) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-cp",
                System.getProperty("java.class.path"),
                ViewServer.class.getName(),
                kind,
                Integer.toString(kind.equals("view") ? HISTORY : 0),
                Integer.toString(rate)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void rest(String kind, int port) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (String path : List.of("agents/summary", "actions/recent", "performance/summary")) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/intelligence/" + path);
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

    private static long ask(PrintWriter commands, BufferedReader answers, String command) throws IOException {
        commands.println(command);
        return Long.parseLong(answers.readLine().substring("heap ".length()));
    }

    private static void percentiles(String kind, String what, Histogram micros) {
        say(kind, what + " p50", micros.getValueAtPercentile(50) / 1e3, "ms");
        say(kind, what + " p99", micros.getValueAtPercentile(99) / 1e3, "ms");
    }

    private static void say(String kind, String what, double value, String unit) {
        System.out.printf("%-5s %-28s %,14.2f %s%n", kind, what, value, unit);
    }

    private static long rss(long pid) throws IOException {
        String[] pages = Files.readString(Path.of("/proc/" + pid + "/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * 4_096;
    }

    private static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
