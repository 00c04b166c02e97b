package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.replay.RefusedReplay;
import dev.agentbus.process.replay.ReplayId;
import dev.agentbus.process.replay.ReplayStatus;
import dev.agentbus.process.replay.Replays;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/replays`: starts replays, says how far they are, steers and ends them.
final class ReplayRoutes implements HttpService {
    /// Below the time after which clients give up.
    private static final Duration FORECAST_LIMIT = Duration.ofSeconds(30);

    private static final int ACCEPTED = 202;

    private final Replays replays;
    private final ReplayRequests requests;

    ReplayRoutes(Replays replays, ReplayRequests requests) {
        this.replays = replays;
        this.requests = requests;
    }

    /// Answers, or throws what is told as an error.
    private interface Answer {
        void to(ServerRequest request, ServerResponse response);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", answering(this::list))
                .post("/", answering(this::start))
                .get("/{id}", answering((request, response) -> one(request, response, replays::find)))
                .post("/{id}/pause", answering((request, response) -> one(request, response, replays::pause)))
                .post("/{id}/resume", answering((request, response) -> one(request, response, replays::resume)))
                .post("/{id}/cancel", answering((request, response) -> one(request, response, replays::cancel)))
                .delete("/{id}", answering(this::remove));
    }

    private void list(ServerRequest request, ServerResponse response) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        replays.list().forEach(status -> body.withArray("replays").add(ReplayJson.of(status)));
        body.withArray("replays");
        send(response, 200, body);
    }

    private void start(ServerRequest request, ServerResponse response) {
        ReplayRequests.Wanted wanted = requests.read(body(request));
        if (wanted.dryRun()) {
            send(response, 200, ReplayJson.of(replays.forecast(wanted.request(), FORECAST_LIMIT)));
        } else {
            send(response, ACCEPTED, ReplayJson.of(replays.start(wanted.confirmed())));
        }
    }

    private static void one(ServerRequest request, ServerResponse response, Function<ReplayId, ReplayStatus> question) {
        send(response, 200, ReplayJson.of(question.apply(idOf(request))));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        replays.remove(idOf(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    private static ReplayId idOf(ServerRequest request) {
        return new ReplayId(request.path().pathParameters().get("id"));
    }

    private static JsonNode body(ServerRequest request) {
        byte[] bytes = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            String text = new String(bytes, 0, Math.min(100, bytes.length), StandardCharsets.UTF_8);
            throw new PermanentFailure("Cannot replay: the body must be a JSON object, got: " + text, e);
        }
    }

    private static Handler answering(Answer answer) {
        return (request, response) -> {
            try {
                answer.to(request, response);
            } catch (BusFailure e) {
                Refusal refusal = Refusal.of(e);
                response.status(Status.create(refusal.status()))
                        .header(HeaderValues.CONTENT_TYPE_JSON)
                        .send(Json.error(refusal.error(), String.valueOf(e.getMessage())));
            }
        };
    }

    /// How a failure is told.
    private record Refusal(int status, String error) {
        static Refusal of(BusFailure failure) {
            return switch (failure) {
                case TransientFailure _ -> new Refusal(503, "unavailable");
                case RefusedReplay refused ->
                    switch (refused.reason()) {
                        case INVALID -> new Refusal(400, "bad_request");
                        case UNKNOWN -> new Refusal(404, "not_found");
                        case CONFLICT -> new Refusal(409, "conflict");
                        case BUSY -> new Refusal(429, "busy");
                    };
                case ReplayRequests.Unconfirmed _ -> new Refusal(409, "unconfirmed");
                default -> new Refusal(400, "bad_request");
            };
        }
    }

    private static void send(ServerResponse response, int status, ObjectNode body) {
        response.status(Status.create(status))
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(body.toString());
    }
}
