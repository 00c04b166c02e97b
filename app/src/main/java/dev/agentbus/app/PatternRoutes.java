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
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/patterns`: what has been learnt, the newest first; `/api/patterns/{id}`;
/// `/api/recommendations`: what fits a new task.
final class PatternRoutes implements HttpService {
    private static final int MAX_PROMPT = 4_000;
    private static final Bound LISTED = new Bound("limit", 50, 1, 200);
    private static final Bound OFFSET = new Bound("offset", 0, 0, 20_000);
    private static final Bound RECOMMENDED = new Bound("limit", 5, 1, 20);
    private static final Set<String> KINDS = Set.of("", "success", "failure");

    private final PatternLibrary library;
    private final Optional<PatternGroup> group;
    private final RecommendationCounts recommended;

    /// A number that a caller may say.
    private record Bound(String name, int fallback, int least, int most) {}

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
        Optional<Integer> limit = number(request, LISTED, response);
        Optional<Integer> offset = limit.flatMap(_ -> number(request, OFFSET, response));
        if (limit.isEmpty() || offset.isEmpty()) {
            return;
        }
        String kind = text(request, "kind");
        if (!KINDS.contains(kind)) {
            refuse(response, "Cannot list patterns: kind must be success or failure, got: " + kind);
            return;
        }
        List<KnownPattern> patterns = library.newest(Integer.MAX_VALUE).stream()
                .filter(pattern -> kind.isEmpty() || kind.equals(PatternJson.kind(pattern)))
                .toList();
        ObjectNode body = opening();
        body.put("total", patterns.size()).put("offset", offset.get());
        ArrayNode list = body.putArray("patterns");
        patterns.stream()
                .skip(offset.get())
                .limit(limit.get())
                .forEach(pattern -> PatternJson.write(list.addObject(), pattern));
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    /// What changes whenever a list of patterns would.
    String news() {
        ObjectNode body = opening();
        library.newest(1)
                .forEach(newest -> body.put("newest", newest.id())
                        .put("version", newest.version())
                        .put("updatedAt", newest.updated().toString()));
        return body.toString();
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
        Optional<Integer> limit = number(request, RECOMMENDED, response);
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
        return number(request, new Bound("limit", fallback, 1, most), response);
    }

    /// Empty when it has answered already.
    private static Optional<Integer> number(ServerRequest request, Bound bound, ServerResponse response) {
        String given = text(request, bound.name());
        if (given.isEmpty()) {
            return Optional.of(bound.fallback());
        }
        if (given.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(given);
            if (number >= bound.least() && number <= bound.most()) {
                return Optional.of(number);
            }
        }
        refuse(
                response,
                "Cannot answer: %s must be a whole number from %d to %d, got: %s"
                        .formatted(bound.name(), bound.least(), bound.most(), given));
        return Optional.empty();
    }

    static void refuse(ServerResponse response, String message) {
        response.status(Status.BAD_REQUEST_400)
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(Json.error("bad_request", message));
    }
}
