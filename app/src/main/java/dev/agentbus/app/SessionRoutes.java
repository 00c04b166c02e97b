package dev.agentbus.app;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/session`: how a browser signs in, since a page can set no header on a WebSocket. A token, sent
/// once, begins a session that a cookie stands for; scripts cannot read it, and other sites' pages
/// cannot use it.
final class SessionRoutes implements HttpService {
    private static final Logger log = LoggerFactory.getLogger(SessionRoutes.class);
    private static final int MAX_BODY_BYTES = 4_096;

    private final Credentials credentials;
    private final SignInLimit limit;

    SessionRoutes(Credentials credentials, SignInLimit limit) {
        this.credentials = credentials;
        this.limit = limit;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::show).post("/", this::signIn).delete("/", this::signOut);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Optional<String> cookies = request.headers().first(HeaderNames.COOKIE);
        Optional<Right> right = credentials.areNeeded()
                ? credentials.rightOf(request.headers().first(HeaderNames.AUTHORIZATION), cookies)
                : Optional.of(Right.OPERATE);
        Instant end =
                credentials.session(cookies).map(Sessions.Session::expiresAt).orElse(null);
        answer(response, right.orElse(null), end);
    }

    private void signIn(ServerRequest request, ServerResponse response) {
        if (!credentials.areNeeded()) {
            refuse(response, 409, "no_tokens", "Cannot sign in: this bus has no tokens, whoever reaches it may use it");
            return;
        }
        String address = request.remotePeer().host();
        Duration wait = limit.begin(address);
        if (wait.isPositive()) {
            long seconds = wait.toSeconds() + 1;
            response.header(HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
            refuse(
                    response,
                    429,
                    "too_many_tries",
                    "Cannot sign in: too many wrong tokens, again in %d s".formatted(seconds));
            return;
        }
        String token = token(request);
        Optional<Right> right =
                token == null ? Optional.empty() : credentials.tokens().rightOfToken(token);
        if (token == null) {
            refuse(
                    response,
                    400,
                    "bad_request",
                    "Cannot sign in: the body must be {\"token\": \"…\"} as application/json");
        } else if (right.isEmpty()) {
            log.atWarn().addKeyValue("address", address).log("Refused to sign in: no such token");
            refuse(response, 401, "token", "Cannot sign in: this bus does not know the token");
        } else {
            limit.succeeded(address);
            begin(right.get(), request, response);
        }
    }

    private void begin(Right right, ServerRequest request, ServerResponse response) {
        if (!right.includes(Right.VIEW)) {
            refuse(
                    response,
                    403,
                    "role",
                    "Cannot sign in with a token of role %s: the page needs view".formatted(name(right)));
            return;
        }
        String id = credentials.sessions().begin(right);
        response.header(cookie(id, credentials.sessions().length(), request));
        answer(
                response,
                right,
                credentials.sessions().find(id).map(Sessions.Session::expiresAt).orElse(null));
    }

    private void signOut(ServerRequest request, ServerResponse response) {
        request.headers().first(HeaderNames.COOKIE).flatMap(Sessions::idIn).ifPresent(credentials.sessions()::end);
        response.header(cookie("", Duration.ZERO, request));
        response.status(Status.NO_CONTENT_204).send();
    }

    /// Null when the body is not what it has to be.
    private static @Nullable String token(ServerRequest request) {
        boolean json = request.headers()
                .contentType()
                .filter(type -> type.mediaType().text().equals("application/json"))
                .isPresent();
        if (!json || !request.content().hasEntity()) {
            return null;
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(MAX_BODY_BYTES);
            JsonNode token = Json.MAPPER
                    .readTree(new String(body, StandardCharsets.UTF_8))
                    .path("token");
            return token.isString() ? token.asString() : null;
        } catch (IOException | JacksonException _) {
            return null;
        }
    }

    /// Behind a proxy that speaks TLS the cookie never goes without. An age of zero makes the browser
    /// forget it.
    private static Header cookie(String id, Duration age, ServerRequest request) {
        boolean tls = request.headers()
                .first(HeaderNames.X_FORWARDED_PROTO)
                .filter("https"::equalsIgnoreCase)
                .isPresent();
        return HeaderValues.create(
                HeaderNames.SET_COOKIE,
                "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                        .formatted(Sessions.COOKIE, id, age.toSeconds(), tls ? "; Secure" : ""));
    }

    private void answer(ServerResponse response, @Nullable Right right, @Nullable Instant end) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("signIn", credentials.areNeeded());
        body.put("role", right == null ? null : name(right)).put("expiresAt", end == null ? null : end.toString());
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private static void refuse(ServerResponse response, int status, String error, String message) {
        response.status(Status.create(status))
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(Json.error(error, message));
    }

    private static String name(Right right) {
        return right.name().toLowerCase(Locale.ROOT);
    }
}
