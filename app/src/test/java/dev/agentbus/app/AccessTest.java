package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.app.Access.Caller;
import dev.agentbus.app.Access.Decision;
import dev.agentbus.engine.HostPort;
import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class AccessTest {
    private static final HostPort LOOPBACK = new HostPort("127.0.0.1", 8080);
    private static final HostPort EVERYWHERE = new HostPort("0.0.0.0", 8080);
    private static final String PUBLISHER = "publisher-0123456789";
    private static final String VIEWER = "viewer-0123456789012";
    private static final String OPERATOR = "operator-01234567890";
    private static final Tokens TOKENS =
            Tokens.parse(List.of("publish:" + PUBLISHER, "view:" + VIEWER, "operate:" + OPERATOR));

    private final MutableClock clock = MutableClock.of(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private final Sessions sessions = new Sessions(Duration.ofMinutes(10), clock);
    private final Credentials none = new Credentials(Tokens.NONE, sessions);
    private final Access open = new Access(LOOPBACK, none, List.of(), List.of("https://fleet.example"));
    private final Access guarded = new Access(EVERYWHERE, new Credentials(TOKENS, sessions), List.of(), List.of());

    @Test
    void demandsTokensOnAnyAddressButLoopback() {
        assertThatThrownBy(() -> new Access(EVERYWHERE, none, List.of(), List.of()))
                .isInstanceOf(Misconfigured.class)
                .hasMessage(
                        "http.bind must be a loopback address as long as there are no tokens; set AGENTBUS_TOKENS to"
                                + " publish:TOKEN,view:TOKEN,operate:TOKEN, got: 0.0.0.0:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080"})
    void servesThisMachinesNames(String host) {
        assertThat(open.decide(get("/api/contracts", host, null, null))).isEqualTo(new Decision.Granted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "127.0.0.1:8080@evil"})
    void refusesANameThatOnlyPointsHere(String host) {
        assertThat(status(open.decide(get("/api/contracts", host, null, null)))).isEqualTo(403);
    }

    @Test
    void refusesARequestWithoutHost() {
        Caller caller = new Caller("GET", "/", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(status(open.decide(caller))).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, 200",
        "https://fleet.example, 200",
        "http://localhost:3000, 403",
        "https://evil.example, 403",
        "null, 403",
        "http://localhost:8080@evil.example, 403"
    })
    void servesOnlyItsOwnPages(String origin, int expected) {
        assertThat(status(open.decide(get("/ws", "localhost:8080", origin, null))))
                .isEqualTo(expected);
    }

    @Test
    void hasNoRouteThatIsNotListed() {
        assertThat(status(open.decide(get("/admin", "localhost", null, null)))).isEqualTo(404);
        assertThat(status(open.decide(call("DELETE", "/api/contracts", null)))).isEqualTo(404);
    }

    @Test
    void refusesEveryRouteWithoutCredentialsAndWithTheWrongRole() {
        for (RouteAccess route : RouteAccess.ALL) {
            if (route.needed().isEmpty()) {
                continue;
            }
            String path = route.pattern().replace("*", "something");
            String wrong = route.needed().get() == Right.PUBLISH ? VIEWER : PUBLISHER;

            assertThat(status(guarded.decide(call(route.method(), path, null))))
                    .as("%s", route)
                    .isEqualTo(401);
            assertThat(status(guarded.decide(call(route.method(), path, "Bearer nobody-0123456789"))))
                    .as("%s", route)
                    .isEqualTo(401);
            assertThat(status(guarded.decide(call(route.method(), path, "Bearer " + wrong))))
                    .as("%s", route)
                    .isEqualTo(403);
            assertThat(status(guarded.decide(call(route.method(), path, "bearer " + OPERATOR))))
                    .as("%s", route)
                    .isEqualTo(200);
        }
    }

    @Test
    void grantsASignedInBrowserWhatItsTokenMayAndNothingElse() {
        String viewer = sessions.begin(Right.VIEW);
        String operator = sessions.begin(Right.OPERATE);
        for (RouteAccess route : RouteAccess.ALL) {
            if (route.needed().isEmpty()) {
                continue;
            }
            String path = route.pattern().replace("*", "something");
            int asViewer = status(guarded.decide(signedIn(route.method(), path, viewer)));

            assertThat(asViewer).as("%s", route).isEqualTo(route.needed().get() == Right.VIEW ? 200 : 403);
            assertThat(status(guarded.decide(signedIn(route.method(), path, operator))))
                    .as("%s", route)
                    .isEqualTo(200);
            assertThat(status(guarded.decide(signedIn(route.method(), path, viewer + "x"))))
                    .as("%s", route)
                    .isEqualTo(401);
        }
    }

    @Test
    void knowsASessionNoLongerOnceItIsOverOrEnded() {
        String over = sessions.begin(Right.VIEW);
        clock.add(Duration.ofMinutes(10));
        String ended = sessions.begin(Right.VIEW);

        sessions.end(ended);

        assertThat(status(guarded.decide(signedIn("GET", "/api/contracts", over))))
                .isEqualTo(401);
        assertThat(status(guarded.decide(signedIn("GET", "/api/contracts", ended))))
                .isEqualTo(401);
    }

    @Test
    void servesACookieWithoutOriginOnlyWhatAPageReads() {
        Optional<String> cookie = Optional.of(Sessions.COOKIE + "=" + sessions.begin(Right.OPERATE));
        Optional<String> host = Optional.of("localhost");
        Optional<String> nothing = Optional.empty();

        Decision read = guarded.decide(new Caller("GET", "/api/contracts", host, nothing, nothing, cookie));
        Decision listen = guarded.decide(new Caller("GET", "/ws", host, nothing, nothing, cookie));
        Decision write = guarded.decide(new Caller("POST", "/v1/events/x", host, nothing, nothing, cookie));

        assertThat(List.of(status(read), status(listen), status(write))).containsExactly(200, 403, 403);
    }

    @Test
    void asksNoCookieWhereAWrongTokenIsShown() {
        String viewer = sessions.begin(Right.VIEW);
        Caller caller = new Caller(
                "GET",
                "/api/contracts",
                Optional.of("localhost"),
                Optional.empty(),
                Optional.of("Bearer nobody-0123456789"),
                Optional.of(Sessions.COOKIE + "=" + viewer));

        assertThat(status(guarded.decide(caller))).isEqualTo(401);
    }

    @Test
    void endsTheSessionThatEndsFirstWhenThereAreTooMany() {
        String first = sessions.begin(Right.VIEW);
        clock.add(Duration.ofSeconds(1));
        String second = sessions.begin(Right.VIEW);

        for (int i = 1; i < Sessions.MAX_SESSIONS; i++) {
            sessions.begin(Right.VIEW);
        }

        assertThat(sessions.find(first)).isEmpty();
        assertThat(sessions.find(second)).isPresent();
    }

    @Test
    void showsOnlyHealthAndTheEmptyPageToAnyone() {
        assertThat(RouteAccess.ALL.stream()
                        .filter(route -> route.needed().isEmpty())
                        .map(RouteAccess::pattern))
                .containsExactly(
                        "/health/live",
                        "/health/ready",
                        "/",
                        "/stream",
                        "/routing",
                        "/trace",
                        "/alerts",
                        "/windows",
                        "/patterns",
                        "/system",
                        "/assets/*",
                        "/favicon.svg",
                        "/session",
                        "/session",
                        "/session");
    }

    @Test
    void refusesShortTokensAndRolesThatDoNotExistWithoutShowingThem() {
        assertThatThrownBy(() -> Tokens.parse(List.of("view:s3cret")))
                .isInstanceOf(Misconfigured.class)
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> Tokens.parse(List.of("s3cret-s3cret-s3cret")))
                .isInstanceOf(Misconfigured.class)
                .hasMessageNotContaining("s3cret");
    }

    private static Caller get(
            String path,
            String host,
            @org.jspecify.annotations.Nullable String origin,
            @org.jspecify.annotations.Nullable String authorization) {
        return new Caller(
                "GET",
                path,
                Optional.of(host),
                Optional.ofNullable(origin),
                Optional.ofNullable(authorization),
                Optional.empty());
    }

    private static Caller call(String method, String path, @org.jspecify.annotations.Nullable String authorization) {
        return new Caller(
                method,
                path,
                Optional.of("localhost"),
                Optional.empty(),
                Optional.ofNullable(authorization),
                Optional.empty());
    }

    /// A page of ours in a browser that is signed in.
    private static Caller signedIn(String method, String path, String session) {
        return new Caller(
                method,
                path,
                Optional.of("localhost"),
                Optional.of("http://localhost"),
                Optional.empty(),
                Optional.of("theme=dark; " + Sessions.COOKIE + "=" + session));
    }

    private static int status(Decision decision) {
        return switch (decision) {
            case Decision.Granted() -> 200;
            case Decision.Denied(int status, String _, String _) -> status;
        };
    }
}
