package dev.agentbus.app;

import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.PatternLibrary;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/intelligence/patterns` in the shape of Omnidash. What nobody knows is null: in which language a
/// pattern is at home, and whether it is used more or less than before.
final class OmnidashPatternRoutes implements HttpService {
    private static final int MAX_LISTED = 200;
    private static final int RECENT = 20;
    private static final int LISTED = 50;

    private final PatternLibrary library;
    private final RecommendationCounts recommended;

    OmnidashPatternRoutes(PatternLibrary library, RecommendationCounts recommended) {
        this.library = library;
        this.recommended = recommended;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/summary", (_, response) -> send(response, summary()))
                .get("/recent", (request, response) -> list(request, response, RECENT, OmnidashPatternRoutes::recent))
                .get("/list", (request, response) -> list(request, response, LISTED, OmnidashPatternRoutes::listed))
                .get("/by-language", (_, response) -> send(response, byLanguage()))
                .get("/trends", (request, response) -> send(response, trends(request)))
                .get("/performance", (request, response) -> send(response, performance(request)))
                .get("/{id}/details", this::details);
    }

    private JsonNode summary() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("total_patterns", library.size()).putNull("languages");
        Optional<Integer> executions = executions();
        executions.ifPresentOrElse(
                count -> body.put("unique_executions", count), () -> body.putNull("unique_executions"));
        return body;
    }

    /// Empty where some pattern has been seen more often than it can say where.
    private Optional<Integer> executions() {
        Set<String> traces = new HashSet<>();
        for (KnownPattern pattern : library.newest(Integer.MAX_VALUE)) {
            if (pattern.support() != pattern.traces().size()) {
                return Optional.empty();
            }
            traces.addAll(pattern.traces());
        }
        return Optional.of(traces.size());
    }

    private void list(
            ServerRequest request,
            ServerResponse response,
            int fallback,
            BiConsumer<ObjectNode, KnownPattern> writing) {
        Optional<Integer> limit = PatternRoutes.limit(request, fallback, MAX_LISTED, response);
        if (limit.isEmpty()) {
            return;
        }
        String offset = PatternRoutes.text(request, "offset");
        if (!offset.matches("[0-9]{0,6}")) {
            PatternRoutes.refuse(response, "Cannot answer: offset must be a whole number up to 999999, got: " + offset);
            return;
        }
        int skipped = offset.isEmpty() ? 0 : Integer.parseInt(offset);
        ArrayNode body = Json.MAPPER.createArrayNode();
        library.newest(skipped + limit.get()).stream()
                .skip(skipped)
                .forEach(pattern -> writing.accept(body.addObject(), pattern));
        send(response, body);
    }

    private static void recent(ObjectNode node, KnownPattern pattern) {
        node.put("pattern_name", pattern.name())
                .put("pattern_version", pattern.mined() ? Long.toString(pattern.version()) : null)
                .putNull("language")
                .put("created_at", pattern.updated().toString())
                .put("correlation_id", pattern.traces().stream().findFirst().orElse(null));
    }

    private static void listed(ObjectNode node, KnownPattern pattern) {
        described(node, pattern);
        node.putNull("trend").putNull("trendPercentage").putNull("language");
    }

    private static void described(ObjectNode node, KnownPattern pattern) {
        node.put("id", pattern.id()).put("name", pattern.name()).put("description", description(pattern));
        PatternJson.number(node, "quality", pattern.quality());
        node.put("usage", pattern.support()).put("category", pattern.type());
    }

    private static String description(KnownPattern pattern) {
        String steps = String.join(", ", pattern.steps());
        if (pattern.succeeds()) {
            return steps;
        }
        return pattern.resolution().isEmpty()
                ? pattern.problem()
                : "%s; what helped: %s".formatted(pattern.problem(), pattern.resolution());
    }

    private ArrayNode byLanguage() {
        ArrayNode body = Json.MAPPER.createArrayNode();
        if (library.size() > 0) {
            body.addObject().putNull("language").put("pattern_count", library.size());
        }
        return body;
    }

    private ArrayNode trends(ServerRequest request) {
        ArrayNode body = Json.MAPPER.createArrayNode();
        for (RecommendationCounts.Count count : counts(request, "7d")) {
            ObjectNode node = body.addObject();
            node.put("period", count.start().toString()).put("manifestsGenerated", count.answers());
            PatternJson.number(node, "avgPatternsPerManifest", count.patternsPerAnswer());
            PatternJson.number(node, "avgQueryTimeMs", count.millisPerAnswer());
        }
        return body;
    }

    private ArrayNode performance(ServerRequest request) {
        ArrayNode body = Json.MAPPER.createArrayNode();
        counts(request, "24h").stream().reduce(RecommendationCounts.Count::plus).ifPresent(all -> {
            ObjectNode node = body.addObject();
            node.put("generationSource", "recommendations").put("totalManifests", all.answers());
            PatternJson.number(node, "avgTotalMs", all.millisPerAnswer());
            PatternJson.number(node, "avgPatterns", all.patternsPerAnswer());
            node.put("fallbackCount", 0);
            PatternJson.number(node, "avgPatternQueryMs", all.millisPerAnswer());
            node.putNull("avgInfraQueryMs");
        });
        return body;
    }

    /// Hours of the last day, or days of more; what is no window means the last day.
    private List<RecommendationCounts.Count> counts(ServerRequest request, String fallback) {
        String given = PatternRoutes.text(request, "timeWindow");
        return switch (given.isEmpty() ? fallback : given) {
            case "7d" -> recommended.last(Duration.ofDays(7), ChronoUnit.DAYS);
            case "30d" -> recommended.last(Duration.ofDays(30), ChronoUnit.DAYS);
            default -> recommended.last(Duration.ofDays(1), ChronoUnit.HOURS);
        };
    }

    private void details(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Optional<KnownPattern> found = library.find(id);
        if (found.isEmpty()) {
            PatternRoutes.unknown(response, id);
            return;
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        described(body, found.get());
        body.putNull("trend");
        ArrayNode examples = body.putArray("usageExamples");
        found.get()
                .traces()
                .forEach(trace ->
                        examples.addObject().put("id", trace).putNull("project").putNull("module"));
        send(response, body);
    }

    private static void send(ServerResponse response, JsonNode body) {
        response.status(Status.OK_200).header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }
}
