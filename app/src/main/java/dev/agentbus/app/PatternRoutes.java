package dev.agentbus.app;

import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.PatternGroup;
import dev.agentbus.process.patterns.PatternLibrary;
import dev.agentbus.process.patterns.Recommendation;
import dev.agentbus.process.patterns.TaskText;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/patterns`: what has been learnt, the newest first; `/api/patterns/{id}`;
/// `/api/recommendations`: what fits a new task.
final class PatternRoutes implements HttpService {
    private static final int MAX_PROMPT = 4_000;
    private static final int MAX_LISTED = 200;
    private static final int MAX_RECOMMENDED = 20;

    private final PatternLibrary library;
    private final Optional<PatternGroup> group;
    private final RecommendationCounts recommended;

    /// @param group what learns in this process
    /// @param recommended is told of each answer
    PatternRoutes(PatternLibrary library, Optional<PatternGroup> group, RecommendationCounts recommended) {
        this.library = library;
        this.group = group;
        this.recommended = recommended;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::list).get("/{id}", this::one);
    }

    HttpService recommendations() {
        return rules -> rules.get("/", this::recommend);
    }

    private void list(ServerRequest request, ServerResponse response) {
        Optional<Integer> limit = limit(request, 50, MAX_LISTED, response);
        if (limit.isEmpty()) {
            return;
        }
        String kind = text(request, "kind");
        List<KnownPattern> patterns = library.newest(Integer.MAX_VALUE).stream()
                .filter(pattern -> kind.isEmpty() || kind.equals(PatternJson.kind(pattern)))
                .limit(limit.get())
                .toList();
        ObjectNode body = opening();
        ArrayNode list = body.putArray("patterns");
        patterns.forEach(pattern -> PatternJson.write(list.addObject(), pattern));
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private void one(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("id");
        Optional<KnownPattern> found = library.find(id);
        if (found.isEmpty()) {
            unknown(response, id);
            return;
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        PatternJson.write(body, found.get());
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private void recommend(ServerRequest request, ServerResponse response) {
        String prompt = text(request, "prompt");
        if (prompt.isBlank() || prompt.length() > MAX_PROMPT) {
            refuse(
                    response,
                    "Cannot recommend: prompt must have 1 to %d characters, got: %d"
                            .formatted(MAX_PROMPT, prompt.strip().length()));
            return;
        }
        Optional<Integer> limit = limit(request, 5, MAX_RECOMMENDED, response);
        if (limit.isEmpty()) {
            return;
        }
        TaskText task = new TaskText(prompt, text(request, "task_type"));
        long begun = System.nanoTime();
        List<Recommendation> fitting = library.recommend(task, limit.get());
        List<Recommendation> warnings = library.warn(task, limit.get());
        ObjectNode body = opening();
        double millis = (System.nanoTime() - begun) / 1_000_000.0;
        recommended.answered(fitting.size() + warnings.size(), millis);
        body.put("tookMs", millis);
        write(body.putArray("recommendations"), fitting);
        write(body.putArray("warnings"), warnings);
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private static void write(ArrayNode array, List<Recommendation> recommendations) {
        recommendations.forEach(each -> PatternJson.write(array.addObject(), each));
    }

    /// How much it knows, and whether that is all of it.
    private ObjectNode opening() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("known", library.size());
        body.put("complete", library.caughtUp());
        body.put("learning", group.map(here -> PatternJson.lower(here.state())).orElse("elsewhere"));
        body.put("upToDate", group.map(PatternGroup::settled).orElse(library.caughtUp()));
        return body;
    }

    static void unknown(ServerResponse response, String id) {
        response.status(Status.NOT_FOUND_404)
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(Json.error("unknown pattern", "Cannot show pattern: nobody has published it, got: " + id));
    }

    static String text(ServerRequest request, String name) {
        return request.query().first(name).asOptional().orElse("");
    }

    /// Empty when it has answered already.
    static Optional<Integer> limit(ServerRequest request, int fallback, int most, ServerResponse response) {
        String given = text(request, "limit");
        if (given.isEmpty()) {
            return Optional.of(fallback);
        }
        if (given.matches("[0-9]{1,6}")) {
            int limit = Integer.parseInt(given);
            if (limit >= 1 && limit <= most) {
                return Optional.of(limit);
            }
        }
        refuse(response, "Cannot answer: limit must be a whole number from 1 to %d, got: %s".formatted(most, given));
        return Optional.empty();
    }

    static void refuse(ServerResponse response, String message) {
        response.status(Status.BAD_REQUEST_400)
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(Json.error("bad_request", message));
    }
}
