package dev.agentbus.cli;

import dev.agentbus.events.TransientFailure;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Sends events of one topic to the bus, many in one request, in their order. A request that gets
/// no answer, or is told to come again, is repeated under the same idempotency key, so that nothing
/// is stored twice. One thread.
final class Upload implements AutoCloseable {
    private static final int MAX_EVENTS = 500;
    private static final int MAX_BYTES = 4_000_000;
    private static final int MAX_ATTEMPTS = 8;
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);

    private final BusClient bus;
    private final String topic;
    private final Consumer<JsonNode> receipts;
    private final Consumer<String> refusals;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private int waitingEvents;
    private long sent;
    private long refused;

    /// @param receipts gets what the bus says of each event that is durable
    /// @param refusals gets one sentence per event that the bus does not take
    Upload(BusClient bus, String topic, Consumer<JsonNode> receipts, Consumer<String> refusals) {
        this.bus = bus;
        this.topic = topic;
        this.receipts = receipts;
        this.refusals = refusals;
    }

    void add(byte[] event) {
        if (waitingEvents > 0 && (waitingEvents == MAX_EVENTS || waiting.size() + event.length > MAX_BYTES)) {
            flush();
        }
        waiting.write(waitingEvents == 0 ? '[' : ',');
        waiting.writeBytes(event);
        waitingEvents++;
    }

    void flush() {
        if (waitingEvents == 0) {
            return;
        }
        waiting.write(']');
        BusClient.Answer answer = post(waiting.toByteArray());
        waiting.reset();
        int events = waitingEvents;
        waitingEvents = 0;
        answer.body().path("receipts").forEach(receipts);
        long accepted = answer.body().path("accepted").asLong(0);
        answer.body().path("errors").forEach(error -> refusals.accept(sentence(error)));
        if (!answer.isOk() && answer.body().path("errors").isEmpty()) {
            refusals.accept(answer.message());
        }
        sent += accepted;
        refused += events - accepted;
    }

    long sent() {
        return sent;
    }

    long refused() {
        return refused;
    }

    private String sentence(JsonNode error) {
        StringBuilder all = new StringBuilder(
                "event %d: ".formatted(sent + refused + error.path("index").asInt(0) + 1));
        if (error.path("violations").isEmpty()) {
            all.append(error.path("message").asString(""));
        }
        String separator = "";
        for (JsonNode violation : error.path("violations")) {
            all.append(separator).append(violation.path("message").asString(""));
            separator = "; ";
        }
        return Printable.of(all.toString());
    }

    private BusClient.Answer post(byte[] body) {
        String key = UUID.randomUUID().toString();
        String path = "/v1/events/" + BusClient.encoded(topic);
        Duration delay = FIRST_DELAY;
        for (int attempt = 1; ; attempt++) {
            try {
                BusClient.Answer answer = bus.post(path, body, key);
                boolean again = answer.status() == 429 || answer.status() == 503;
                if (!again || attempt == MAX_ATTEMPTS) {
                    return answer;
                }
            } catch (TransientFailure failure) {
                if (attempt == MAX_ATTEMPTS) {
                    throw failure;
                }
            }
            pause(delay);
            delay = delay.multipliedBy(2);
        }
    }

    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot publish: interrupted, got: no answer", e);
        }
    }

    /// Sends what waits.
    @Override
    public void close() {
        flush();
    }
}
