package dev.agentbus.app;

import java.util.List;
import java.util.Optional;

/// The routes there are and the right each asks for. A route that does not stand here cannot be
/// reached.
///
/// @param method `GET` stands for `HEAD` too
/// @param pattern a path, or a prefix of paths if it ends in `/*`
/// @param needed empty for what anyone may see
record RouteAccess(String method, String pattern, Optional<Right> needed) {
    static final List<RouteAccess> ALL = List.of(
            anyone("GET", "/health/live"),
            anyone("GET", "/health/ready"),
            anyone("GET", "/"),
            anyone("GET", "/stream"),
            anyone("GET", "/routing"),
            anyone("GET", "/trace"),
            anyone("GET", "/alerts"),
            anyone("GET", "/windows"),
            anyone("GET", "/patterns"),
            anyone("GET", "/system"),
            anyone("GET", "/assets/*"),
            anyone("GET", "/favicon.svg"),
            anyone("GET", "/session"),
            anyone("POST", "/session"),
            anyone("DELETE", "/session"),
            only(Right.VIEW, "GET", "/plain"),
            only(Right.VIEW, "GET", "/metrics"),
            only(Right.PUBLISH, "POST", "/v1/events/*"),
            only(Right.VIEW, "GET", "/v1/topics"),
            only(Right.VIEW, "GET", "/api/*"),
            only(Right.OPERATE, "POST", "/api/replays"),
            only(Right.OPERATE, "POST", "/api/replays/*"),
            only(Right.OPERATE, "DELETE", "/api/replays/*"),
            only(Right.OPERATE, "POST", "/api/dead-letters/*"),
            only(Right.OPERATE, "PUT", "/api/dead-letters/*"),
            only(Right.OPERATE, "DELETE", "/api/dead-letters/*"),
            only(Right.OPERATE, "POST", "/api/alerts/silences"),
            only(Right.OPERATE, "DELETE", "/api/alerts/silences/*"),
            only(Right.VIEW, "GET", "/ws"));

    static Optional<RouteAccess> find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        return ALL.stream()
                .filter(route -> route.method().equals(wanted) && route.covers(path))
                .findFirst();
    }

    private boolean covers(String path) {
        return pattern.endsWith("/*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : path.equals(pattern);
    }

    private static RouteAccess anyone(String method, String pattern) {
        return new RouteAccess(method, pattern, Optional.empty());
    }

    private static RouteAccess only(Right needed, String method, String pattern) {
        return new RouteAccess(method, pattern, Optional.of(needed));
    }
}
