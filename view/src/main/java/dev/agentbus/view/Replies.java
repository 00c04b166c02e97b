package dev.agentbus.view;

import dev.agentbus.events.TransientFailure;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The form of every answer: JSON, not to be cached, not to be taken for anything else.
final class Replies {
    /// Answers one question.
    interface Answer {
        void to(Query query, ServerResponse response);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final Header JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
    private static final Header NO_CACHE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store, no-cache, must-revalidate");
    private static final Header NO_SNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");

    private Replies() {}

    /// A handler that turns refusals and failures into JSON errors.
    static Handler answering(Answer answer) {
        return (request, response) -> {
            try {
                answer.to(new Query(request), response);
            } catch (Query.Refused e) {
                error(response, e.status(), e.error(), String.valueOf(e.getMessage()));
            } catch (TransientFailure e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Could not answer now");
                error(response, 503, "unavailable", String.valueOf(e.getMessage()));
            }
        };
    }

    static void secure(ServerResponse response) {
        response.header(NO_CACHE);
        response.header(NO_SNIFF);
    }

    static void json(ServerResponse response, JsonBytes body) {
        json(response, 200, body);
    }

    static void error(ServerResponse response, int status, String error, String message) {
        json(
                response,
                status,
                new JsonBytes()
                        .beginObject()
                        .field("error", error)
                        .field("message", message)
                        .endObject());
    }

    static void json(ServerResponse response, int status, JsonBytes body) {
        secure(response);
        response.header(JSON);
        response.status(status);
        response.send(body.toBytes());
    }
}
