package dev.agentbus.app;

import dev.agentbus.engine.HostPort;
import dev.agentbus.events.Misconfigured;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Decides about every request and every WebSocket, before any route sees it.
///
/// Without tokens only this machine may call, and a page in its browser only if it is ours: the
/// names in `Host` and `Origin` are checked, because a hostile page can make its own name point
/// here (DNS rebinding).
final class Access {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Tokens tokens;
    private final boolean anyHost;
    private final Set<String> hosts;
    private final Set<String> origins;

    /// What is decided about one request.
    sealed interface Decision {
        record Granted() implements Decision {}

        /// @param error one short word for programs
        record Denied(int status, String error, String message) implements Decision {}
    }

    /// What of a request matters here.
    ///
    /// @param host the `Host` header
    record Caller(
            String method,
            String path,
            Optional<String> host,
            Optional<String> origin,
            Optional<String> authorization) {}

    /// @throws Misconfigured if `bind` can be reached from other machines and there is no token
    Access(HostPort bind, Tokens tokens, List<String> allowedHosts, List<String> allowedOrigins) {
        if (tokens.isEmpty() && !bind.isLoopback()) {
            throw new Misconfigured(
                    "http.bind must be a loopback address as long as there are no tokens; set AGENTBUS_TOKENS"
                            + " to publish:TOKEN,view:TOKEN,operate:TOKEN, got: " + bind);
        }
        this.tokens = tokens;
        this.anyHost = !bind.isLoopback() && allowedHosts.isEmpty();
        this.hosts = new HashSet<>(LOOPBACK_NAMES);
        this.hosts.add(bind.host().toLowerCase(Locale.ROOT));
        allowedHosts.forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        this.origins = Set.copyOf(allowedOrigins);
    }

    Decision decide(Caller caller) {
        Optional<String> host = caller.host().map(text -> text.toLowerCase(Locale.ROOT));
        if (!anyHost && host.filter(text -> hosts.contains(withoutPort(text))).isEmpty()) {
            return new Decision.Denied(
                    403,
                    "host",
                    "Cannot serve this host name, see security.allowed-hosts, got: " + host.orElse("none"));
        }
        if (caller.origin().isPresent() && !isOurs(caller.origin().get(), host.orElse(""))) {
            return new Decision.Denied(
                    403,
                    "origin",
                    "Cannot serve pages of this origin, see security.allowed-origins, got: "
                            + caller.origin().get());
        }
        Optional<RouteAccess> route = RouteAccess.find(caller.method(), caller.path());
        if (route.isEmpty()) {
            return new Decision.Denied(
                    404,
                    "not_found",
                    "Cannot find route: there is none, got: " + caller.method() + " " + caller.path());
        }
        return tokens.isEmpty() ? new Decision.Granted() : byToken(route.get(), caller);
    }

    private Decision byToken(RouteAccess route, Caller caller) {
        if (route.needed().isEmpty()) {
            return new Decision.Granted();
        }
        Optional<Right> right = caller.authorization()
                .filter(text -> text.regionMatches(true, 0, "Bearer ", 0, 7))
                .flatMap(text -> tokens.rightOfToken(text.substring(7).strip()));
        if (right.isEmpty()) {
            return new Decision.Denied(401, "token", "Cannot tell who calls: send Authorization: Bearer TOKEN");
        }
        Right needed = route.needed().get();
        return right.get().includes(needed)
                ? new Decision.Granted()
                : new Decision.Denied(
                        403,
                        "role",
                        "Cannot do this with a token of role %s: it needs %s"
                                .formatted(right.get(), needed)
                                .toLowerCase(Locale.ROOT));
    }

    private boolean isOurs(String origin, String host) {
        if (origins.contains(origin)) {
            return true;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.toLowerCase(Locale.ROOT).equals(host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d+$", "");
    }
}
