package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who is signed in with a browser. Kept in memory, by the hash of a random id, and for a fixed
/// time: a restart signs everybody out. Any thread.
final class Sessions {
    static final String COOKIE = "agentbus_session";
    /// Beyond it the session that ends first ends at once.
    static final int MAX_SESSIONS = 1_000;

    private static final int ID_BYTES = 32;

    private final Duration length;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byHash = new ConcurrentHashMap<>();

    /// What a signed-in browser may do, and until when.
    record Session(Right right, Instant expiresAt) {}

    /// @throws Misconfigured if `length` is not positive
    Sessions(Duration length, Clock clock) {
        if (!length.isPositive()) {
            throw new Misconfigured("security.session-minutes must be at least 1, got: " + length.toMinutes());
        }
        this.length = length;
        this.clock = clock;
    }

    Duration length() {
        return length;
    }

    /// @return the id for the cookie; it is not kept
    synchronized String begin(Right right) {
        byHash.values().removeIf(this::isOver);
        while (byHash.size() >= MAX_SESSIONS) {
            byHash.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().expiresAt()))
                    .ifPresent(first -> byHash.remove(first.getKey()));
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byHash.put(hashOf(id), new Session(right, clock.instant().plus(length)));
        return id;
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(byHash.get(hashOf(id))).filter(session -> !isOver(session));
    }

    void end(String id) {
        byHash.remove(hashOf(id));
    }

    /// The id in a `Cookie` header.
    static Optional<String> idIn(String cookies) {
        return Arrays.stream(cookies.split(";", -1))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst();
    }

    private boolean isOver(Session session) {
        return !session.expiresAt().isAfter(clock.instant());
    }

    private static String hashOf(String id) {
        return Base64.getEncoder().encodeToString(Tokens.sha256(id.getBytes(StandardCharsets.UTF_8)));
    }
}
