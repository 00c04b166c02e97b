package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.HostPort;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.view.LiveView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

/// A browser at the door of a bus with tokens: the real server, the real view, a log in memory.
class SignInTest {
    private static final String VIEWER = "viewer-0123456789012";
    private static final String PUBLISHER = "publisher-0123456789";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final HostPort bind = HostPort.freeLoopback();
    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private final Credentials credentials = new Credentials(
            Tokens.parse(List.of("view:" + VIEWER, "publish:" + PUBLISHER)), new Sessions(Duration.ofHours(1), clock));
    private final LiveView view = new LiveView(
            LiveView.Parts.of(new MemoryLog().withTopic("agent-actions", 1), Contracts.builtIn()), Optional.empty());
    private HttpDoor door = doorOf(credentials);

    @BeforeEach
    void start() {
        view.start();
        door.start();
    }

    @AfterEach
    void stop() {
        door.close();
        view.close();
        client.shutdownNow();
    }

    private HttpDoor doorOf(Credentials shown) {
        return new HttpDoor(bind, new Access(bind, shown, List.of(), List.of()))
                .mount("/session", new SessionRoutes(shown, new SignInLimit(clock)))
                .mount(view::http)
                .mountSocket("/ws", view::newSocket);
    }

    @Test
    void givesACookieForAToken() throws Exception {
        HttpResponse<String> answer = signIn(VIEWER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"signIn\":true,\"role\":\"view\",\"expiresAt\":\"2026-11-21T13:00:00Z\"}");
        assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith(Sessions.COOKIE + "=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=3600")
                .doesNotContain(VIEWER, "Domain");
        assertThat(read("/api/contracts", cookieOf(answer)).statusCode()).isEqualTo(200);
        assertThat(read("/session", cookieOf(answer)).body()).contains("\"role\":\"view\"");
        assertThat(read("/api/contracts", "").statusCode()).isEqualTo(401);
        assertThat(read("/session", "").body()).isEqualTo("{\"signIn\":true,\"role\":null,\"expiresAt\":null}");
    }

    @Test
    void bindsTheCookieToTlsBehindAProxyThatSpeaksIt() throws Exception {
        HttpRequest behind = post("{\"token\":\"" + VIEWER + "\"}", "application/json")
                .header("X-Forwarded-Proto", "https")
                .build();

        assertThat(send(behind).headers().firstValue("Set-Cookie").orElse("")).contains("Secure");
    }

    @Test
    void opensTheWebSocketForTheCookieOnlyToOurOwnPage() throws Exception {
        String cookie = cookieOf(signIn(VIEWER));

        assertThat(open(cookie, "http://" + bind, new Ear()))
                .succeedsWithin(SOON)
                .satisfies(WebSocket::abort);
        assertThat(open(cookie, null, new Ear())).failsWithin(SOON);
        assertThat(open(cookie, "http://evil.example", new Ear())).failsWithin(SOON);
        assertThat(open("", "http://" + bind, new Ear())).failsWithin(SOON);
    }

    @Test
    void endsTheWebSocketOfASessionThatEnded() throws Exception {
        String cookie = cookieOf(signIn(VIEWER));
        Ear ear = new Ear();
        WebSocket socket = open(cookie, "http://" + bind, ear).join();

        HttpResponse<String> out = send(browser("/session", cookie).DELETE().build());

        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains(Sessions.COOKIE + "=;", "Max-Age=0");
        socket.sendText("{\"action\":\"ping\"}", true).join();
        assertThat(ear.closed).succeedsWithin(SOON).isEqualTo(1008);
        assertThat(read("/api/contracts", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void endsTheWebSocketOfASessionWhoseTimeIsOver() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = open(cookieOf(signIn(VIEWER)), "http://" + bind, ear).join();
        socket.sendText("{\"action\":\"ping\"}", true).join();
        await().until(() -> String.join("", ear.heard).contains("PONG"));

        clock.add(Duration.ofHours(1));
        socket.sendText("{\"action\":\"ping\"}", true).join();

        assertThat(ear.closed).succeedsWithin(SOON).isEqualTo(1008);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"token\":\"nobody-0123456789\"} | application/json | 401 | this bus does not know the token",
                "{\"token\":\"" + PUBLISHER + "\"} | application/json | 403 | the page needs view",
                "{\"token\":\"" + VIEWER + "\"} | text/plain | 400 | as application/json",
                "{\"token\":17} | application/json | 400 | the body must be",
                "token=x | application/json | 400 | the body must be"
            })
    void saysWhatIsWrong(String body, String type, int status, String message) throws Exception {
        HttpResponse<String> answer = send(post(body, type).build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(message).doesNotContain("nobody-0123456789");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void looksAtNoTokenAfterTooManyWrongOnes() throws Exception {
        for (int i = 0; i < SignInLimit.TRIES; i++) {
            assertThat(signIn("nobody-%010d".formatted(i)).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = signIn(VIEWER);
        clock.add(SignInLimit.PERIOD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("61");
        assertThat(refused.body()).contains("too many wrong tokens, again in 61 s");
        assertThat(signIn(VIEWER).statusCode()).isEqualTo(200);
    }

    @Test
    void countsNoTryThatSucceeds() throws Exception {
        for (int i = 0; i < 2 * SignInLimit.TRIES; i++) {
            assertThat(signIn(VIEWER).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesToSignInForAPageOfAnotherOrigin() throws Exception {
        HttpRequest foreign = HttpRequest.newBuilder(URI.create("http://" + bind + "/session"))
                .header("Origin", "http://evil.example")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + VIEWER + "\"}"))
                .build();

        assertThat(send(foreign).statusCode()).isEqualTo(403);
    }

    @Test
    void hasNobodySignInWhereEveryoneMayLook() throws Exception {
        door.close();
        door = doorOf(new Credentials(Tokens.NONE, credentials.sessions()));
        door.start();

        assertThat(signIn(VIEWER).statusCode()).isEqualTo(409);
        assertThat(read("/session", "").body()).isEqualTo("{\"signIn\":false,\"role\":\"operate\",\"expiresAt\":null}");
    }

    /// Hears what the server says over a WebSocket.
    private static final class Ear implements WebSocket.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }
    }

    private HttpResponse<String> signIn(String token) throws Exception {
        return send(post("{\"token\":\"" + token + "\"}", "application/json").build());
    }

    private HttpRequest.Builder post(String body, String type) {
        return browser("/session", "").header("Content-Type", type).POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> read(String path, String cookie) throws Exception {
        return send(browser(path, cookie).build());
    }

    private HttpRequest.Builder browser(String path, String cookie) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + bind + path)).header("Origin", "http://" + bind);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private CompletableFuture<WebSocket> open(String cookie, @Nullable String origin, Ear ear) {
        WebSocket.Builder socket = client.newWebSocketBuilder();
        if (!cookie.isEmpty()) {
            socket.header("Cookie", cookie);
        }
        if (origin != null) {
            socket.header("Origin", origin);
        }
        return socket.buildAsync(URI.create("ws://" + bind + "/ws"), ear);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String cookieOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("").replaceFirst(";.*", "");
    }
}
