package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/replays` of a running bus. One thread.
record ReplayClient(BusClient bus) implements AutoCloseable {
    private static final String PATH = "/api/replays";

    static ReplayClient of(Settings settings) {
        return new ReplayClient(BusClient.of(settings.load(Map.of()), System.getenv()));
    }

    /// What may be done to a replay.
    enum Step {
        PAUSE,
        RESUME,
        CANCEL
    }

    JsonNode start(ObjectNode request) {
        return done(bus.post(PATH, request));
    }

    JsonNode list() {
        return done(bus.get(PATH));
    }

    JsonNode find(String id) {
        return done(bus.get(pathOf(id)));
    }

    JsonNode steer(String id, Step step) {
        return done(bus.post(
                pathOf(id) + "/" + step.name().toLowerCase(Locale.ROOT),
                JsonMapper.shared().createObjectNode()));
    }

    void delete(String id) {
        JsonNode _ = done(bus.delete(pathOf(id)));
    }

    private static String pathOf(String id) {
        return PATH + "/" + BusClient.encoded(id);
    }

    private static JsonNode done(BusClient.Answer answer) {
        if (!answer.isOk()) {
            throw new PermanentFailure(answer.message());
        }
        return answer.body();
    }

    @Override
    public void close() {
        bus.close();
    }
}
