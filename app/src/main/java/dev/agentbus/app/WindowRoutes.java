package dev.agentbus.app;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.sink.redis.windows.Figures;
import dev.agentbus.sink.redis.windows.WindowQuery;
import dev.agentbus.sink.redis.windows.WindowReader;
import dev.agentbus.sink.redis.windows.WindowReport;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/metrics/windows`: what was counted, window by window, and all of it together.
final class WindowRoutes implements HttpService {
    private static final double DECIMALS = 1e4;

    private final WindowReader reader;
    private final WindowRequests requests;

    WindowRoutes(WindowReader reader, WindowRequests requests) {
        this.reader = reader;
        this.requests = requests;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/windows", this::windows);
    }

    private void windows(ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        try {
            WindowQuery query = requests.read(request.query());
            response.send(json(query, reader.read(query)).toString());
        } catch (PermanentFailure e) {
            response.status(Status.BAD_REQUEST_400).send(Json.error("bad_request", String.valueOf(e.getMessage())));
        } catch (TransientFailure e) {
            response.status(Status.SERVICE_UNAVAILABLE_503)
                    .send(Json.error("unavailable", String.valueOf(e.getMessage())));
        }
    }

    private static ObjectNode json(WindowQuery query, WindowReport report) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("size", report.size().label())
                .put("windowSeconds", report.size().length().toSeconds())
                .put("from", query.from().toString())
                .put("to", query.to().toString())
                .put("percentileError", Figures.PERCENTILE_ERROR);
        write(body.putObject("total"), report.total());
        query.by().ifPresent(part -> {
            ArrayNode groups = body.put("by", part.word()).putArray("groups");
            report.groups().forEach((key, figures) -> write(groups.addObject().put("key", key), figures));
        });
        ArrayNode windows = body.putArray("windows");
        report.windows().forEach(line -> {
            ObjectNode window = windows.addObject();
            window.put("start", line.start().toString())
                    .put("end", line.end().toString())
                    .put("closed", line.closed())
                    .put("late", line.late());
            write(window, line.figures());
        });
        return body;
    }

    private static void write(ObjectNode out, Figures figures) {
        out.put("count", figures.count()).put("successes", figures.successes()).put("errors", figures.errors());
        number(out, "successRate", figures.successRate());
        out.put("durations", figures.durations().count());
        number(out, "meanMs", figures.durations().mean());
        number(out, "p50Ms", figures.durations().p50());
        number(out, "p95Ms", figures.durations().p95());
        number(out, "p99Ms", figures.durations().p99());
        number(out, "confidence", figures.confidence());
        number(out, "cacheHitRate", figures.cacheHitRate());
    }

    private static void number(ObjectNode out, String name, double number) {
        if (Double.isNaN(number)) {
            out.putNull(name);
        } else {
            out.put(name, Math.round(number * DECIMALS) / DECIMALS);
        }
    }
}
