package dev.agentbus.app;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/// Lets a request through if [Access] grants it, and sets the headers that keep a browser from
/// mischief.
final class AccessFilter implements Filter {
    private static final List<Header> HEADERS = List.of(
            HeaderValues.create(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            HeaderValues.create("X-Content-Type-Options", "nosniff"),
            HeaderValues.create("X-Frame-Options", "DENY"),
            HeaderValues.create("Referrer-Policy", "no-referrer"),
            HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"),
            HeaderValues.create("Cache-Control", "no-store"));

    private final Access access;

    AccessFilter(Access access) {
        this.access = access;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        HEADERS.forEach(response::header);
        switch (access.decide(callerOf(request.prologue(), request.headers()))) {
            case Access.Decision.Granted() -> chain.proceed();
            case Access.Decision.Denied(int status, String error, String message) -> {
                response.status(Status.create(status));
                if (status == 401) {
                    response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
                }
                response.header(HeaderValues.CONTENT_TYPE_JSON);
                response.send(Json.error(error, message));
            }
        }
    }

    static Access.Caller callerOf(HttpPrologue prologue, Headers headers) {
        return new Access.Caller(
                prologue.method().text(),
                prologue.uriPath().path(),
                headers.first(HeaderNames.HOST),
                headers.first(HeaderNames.ORIGIN),
                headers.first(HeaderNames.AUTHORIZATION),
                headers.first(HeaderNames.COOKIE));
    }
}
