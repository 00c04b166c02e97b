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

    private final Credentials credentials;
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
    /// @param cookies the `Cookie` header
    record Caller(
            String method,
            String path,
            Optional<String> host,
            Optional<String> origin,
            Optional<String> authorization,
            Optional<String> cookies) {}

    /// @throws Misconfigured if `bind` can be reached from other machines and there is no token
    Access(HostPort bind, Credentials credentials, List<String> allowedHosts, List<String> allowedOrigins) {
        if (!credentials.areNeeded() && !bind.isLoopback()) {
            throw new Misconfigured(
                    "http.bind must be a loopback address as long as there are no tokens; set AGENTBUS_TOKENS"
                            + " to publish:TOKEN,view:TOKEN,operate:TOKEN, got: " + bind);
        }
        this.credentials = credentials;
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
        return credentials.areNeeded() ? byRight(route.get(), caller) : new Decision.Granted();
    }

    Credentials credentials() {
        return credentials;
    }

    private Decision byRight(RouteAccess route, Caller caller) {
        if (route.needed().isEmpty()) {
            return new Decision.Granted();
        }
        Optional<Right> right = credentials.rightOf(caller.authorization(), caller.cookies());
        if (right.isEmpty()) {
            return new Decision.Denied(
                    401, "token", "Cannot tell who calls: send Authorization: Bearer TOKEN, or sign in on the page");
        }
        if (caller.authorization().isEmpty() && caller.origin().isEmpty() && changesOrListens(caller)) {
            return new Decision.Denied(403, "origin", "Cannot serve a signed-in browser without Origin, got: none");
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

    /// What a page of another origin could do with the cookie of ours, had the browser a hole: a
    /// browser always names the origin here.
    private static boolean changesOrListens(Caller caller) {
        boolean reads = caller.method().equals("GET") || caller.method().equals("HEAD");
        return !reads || caller.path().equals("/ws");
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
