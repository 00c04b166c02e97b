package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.alert.AlertBoard;
import dev.agentbus.process.alert.AlertReader;
import dev.agentbus.process.alert.RulesFile;
import dev.agentbus.process.alert.Silence;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/alerts`: what fires, what fired, by which rules, who is told, what is silenced.
final class AlertRoutes implements HttpService {
    private static final int RECENT = 50;
    private static final int PENDING = 200;
    private static final int CREATED = 201;
    private static final long JUDGED_STEP_MILLIS = 5_000;

    private final Parts parts;
    private final Clock clock;

    /// What there is to ask.
    ///
    /// @param judge empty where other processes judge
    /// @param deliveries empty where another process tells people
    record Parts(RulesFile rules, AlertBoard board, Optional<AlertJudge> judge, Optional<AlertDeliveries> deliveries) {}

    /// Answers, or throws what is told as an error.
    private interface Answer {
        void to(ServerRequest request, ServerResponse response);
    }

    AlertRoutes(Parts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", answering(this::all))
                .get("/silences", answering(this::silences))
                .post("/silences", answering(this::silence))
                .delete("/silences/{id}", answering(this::unsilence));
    }

    /// `/active` in the shape of Omnidash.
    HttpService asOmnidash() {
        return rules -> rules.get("/active", (request, response) -> {
            ObjectNode body = Json.MAPPER.createObjectNode();
            ArrayNode alerts = body.putArray("alerts");
            parts.board().active().forEach(incident -> AlertJson.writeAsOmnidash(alerts.addObject(), incident));
            response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
        });
    }

    private void all(ServerRequest request, ServerResponse response) {
        ObjectNode body = report();
        judgedUpTo().ifPresent(time -> body.put("judgedUpTo", time.toString()));
        send(response, 200, body);
    }

    /// For those who watch: time alone is no news until some seconds have passed.
    String news() {
        ObjectNode body = report();
        judgedUpTo()
                .map(time -> Instant.ofEpochMilli(time.toEpochMilli() - time.toEpochMilli() % JUDGED_STEP_MILLIS))
                .ifPresent(time -> body.put("judgedUpTo", time.toString()));
        return body.toString();
    }

    /// How many fire, by severity.
    String firing() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        for (String severity : List.of("critical", "warning", "info")) {
            body.put(
                    severity,
                    parts.board().active().stream()
                            .filter(incident -> incident.severity().equals(severity))
                            .count());
        }
        return body.toString();
    }

    private Optional<Instant> judgedUpTo() {
        return parts.judge().flatMap(AlertJudge::reader).flatMap(AlertReader::watermark);
    }

    private ObjectNode report() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        AlertJson.writeRules(body, parts.rules());
        body.put("judgedHere", parts.judge().flatMap(AlertJudge::reader).isPresent());
        parts.judge().flatMap(AlertJudge::reader).ifPresent(reader -> body.put("problem", reader.problem()));
        ArrayNode pending = body.putArray("pending");
        parts.judge()
                .flatMap(AlertJudge::reader)
                .ifPresent(reader -> reader.pending().stream()
                        .limit(PENDING)
                        .forEach(alert -> AlertJson.write(pending.addObject(), alert)));
        ArrayNode active = body.putArray("active");
        parts.board().active().forEach(incident -> AlertJson.write(active.addObject(), incident));
        ArrayNode recent = body.putArray("recent");
        parts.board().recent().stream()
                .limit(RECENT)
                .forEach(incident -> AlertJson.write(recent.addObject(), incident));
        ArrayNode silences = body.putArray("silences");
        parts.board().silences(clock.instant()).forEach(silence -> AlertJson.write(silences.addObject(), silence));
        ArrayNode destinations = body.putArray("destinations");
        parts.deliveries()
                .ifPresent(deliveries -> deliveries
                        .standings()
                        .forEach(standing -> AlertJson.write(destinations.addObject(), standing)));
        return body;
    }

    private void silences(ServerRequest request, ServerResponse response) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode silences = body.putArray("silences");
        parts.board().silences(clock.instant()).forEach(silence -> AlertJson.write(silences.addObject(), silence));
        send(response, 200, body);
    }

    private void silence(ServerRequest request, ServerResponse response) {
        byte[] bytes = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        Silence silence;
        try {
            silence =
                    AlertJson.silence(Json.MAPPER.readTree(bytes), parts.rules().book(), clock.instant());
        } catch (JacksonException e) {
            throw new PermanentFailure("Cannot silence: the body must be a JSON object, got: something else", e);
        }
        parts.board().put(silence);
        ObjectNode body = Json.MAPPER.createObjectNode();
        AlertJson.write(body, silence);
        send(response, CREATED, body);
    }

    private void unsilence(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Optional<Silence> found = parts.board().silence(id);
        if (found.isEmpty()) {
            response.status(Status.NOT_FOUND_404)
                    .header(HeaderValues.CONTENT_TYPE_JSON)
                    .send(Json.error("not_found", "Cannot end silence: there is none of that id, got: " + id));
            return;
        }
        Instant now = clock.instant();
        Silence silence = found.get();
        parts.board()
                .put(new Silence(silence.id(), silence.rule(), silence.key(), silence.begins(), now, silence.reason()));
        response.status(Status.NO_CONTENT_204).send();
    }

    private static Handler answering(Answer answer) {
        return (request, response) -> {
            try {
                answer.to(request, response);
            } catch (BusFailure e) {
                boolean later = e instanceof TransientFailure;
                response.status(later ? Status.SERVICE_UNAVAILABLE_503 : Status.BAD_REQUEST_400)
                        .header(HeaderValues.CONTENT_TYPE_JSON)
                        .send(Json.error(later ? "unavailable" : "bad_request", String.valueOf(e.getMessage())));
            }
        };
    }

    private static void send(ServerResponse response, int status, ObjectNode body) {
        response.status(Status.create(status))
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(body.toString());
    }
}
