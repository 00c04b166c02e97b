package dev.agentbus.app;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `/health/live`: the process answers. `/health/ready`: each of its parts can work; 503 if one
/// cannot.
///
/// Anyone may ask, so answers name parts and states, never addresses or causes; those go to the
/// log.
final class HealthRoutes implements HttpService {
    private final Readiness readiness;

    HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/live", HealthRoutes::live).get("/ready", this::ready);
    }

    private static void live(ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.CONTENT_TYPE_JSON).send("{\"status\":\"UP\"}");
    }

    private void ready(ServerRequest request, ServerResponse response) {
        Map<String, Optional<String>> answers = readiness.ask();
        boolean up = answers.values().stream().allMatch(Optional::isEmpty);
        ObjectNode body = Json.MAPPER.createObjectNode().put("status", up ? "UP" : "DOWN");
        ObjectNode parts = body.putObject("parts");
        answers.forEach((part, failure) -> parts.put(part, failure.isEmpty() ? "UP" : "DOWN"));
        response.status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(body.toString());
    }
}
