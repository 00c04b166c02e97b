package dev.agentbus.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// An agent fleet that never gives up: posts batches of numbered actions, each again under the same
/// ids until it is acknowledged.
///
/// Numbers rise per trace, and a batch follows only when the one before is acknowledged, so the
/// log's order per trace is known.
final class Load implements AutoCloseable {
    private static final int TRACES = 20;
    private static final int BATCH = 25;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final RunningBus bus;
    private final Random random;
    private final String run = UUID.randomUUID().toString();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final long[] numbers = new long[TRACES];
    private final Thread thread;
    private volatile boolean stopping;

    private Load(RunningBus bus, long seed) {
        this.bus = bus;
        this.random = new Random(seed);
        this.thread = Thread.ofVirtual().name("load").unstarted(this::run);
    }

    static Load start(RunningBus bus, long seed) {
        Load load = new Load(bus, seed);
        load.thread.start();
        return load;
    }

    /// The part of every trace's name that tells this load's events from others.
    String traces() {
        return "load-" + run;
    }

    /// The ids that were acknowledged so far.
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /// Ends after the batch that is under way.
    List<String> finish() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return acknowledged();
    }

    private void run() {
        while (!stopping) {
            List<String> ids = new ArrayList<>();
            String batch = batch(ids);
            while (!accepted(batch)) {
                pause();
            }
            acknowledged.addAll(ids);
            pause();
        }
    }

    private String batch(List<String> ids) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            int trace = random.nextInt(TRACES);
            String id = UUID.randomUUID().toString();
            ids.add(id);
            lines.append(
                    "{\"event_id\":\"%s\",\"correlation_id\":\"%s-%d\",\"agent_name\":\"load-agent-%d\",\"action_type\":\"tool_call\",\"action_name\":\"step\",\"duration_ms\":%d,\"action_details\":{\"number\":%d}}\n"
                            .formatted(id, traces(), trace, trace % 5, random.nextInt(900), numbers[trace]++));
        }
        return lines.toString();
    }

    private boolean accepted(String batch) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(bus.http() + "/v1/events/agent-actions"))
                .header("content-type", "application/x-ndjson")
                .timeout(ANSWER_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(batch))
                .build();
        try {
            int status = bus.client()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status == 422 || status == 400 || status == 404) {
                throw new AssertionError("the bus refused the load, got: " + status);
            }
            return status == 202;
        } catch (IOException _again) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
