package dev.agentbus.app;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `/plain`: what runs here and where. Text only: no script, no style, nothing from events.
final class FrontPage implements HttpService {
    private final Readiness readiness;
    private final Supplier<Map<String, String>> addresses;

    /// @param addresses by part
    FrontPage(Readiness readiness, Supplier<Map<String, String>> addresses) {
        this.readiness = readiness;
        this.addresses = addresses;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::page);
    }

    private void page(ServerRequest request, ServerResponse response) {
        String parts = readiness.ask().entrySet().stream()
                .map(part -> row(part.getKey(), part.getValue()))
                .collect(Collectors.joining());
        response.header(HeaderValues.create("Content-Type", "text/html; charset=utf-8"))
                .send("""
                        <!doctype html>
                        <html lang="en">
                        <head><meta charset="utf-8"><title>agentbus</title></head>
                        <body>
                        <h1>agentbus</h1>
                        <table>
                        <tr><th align="left">Part</th><th align="left">State</th><th align="left">Where</th></tr>
                        %s</table>
                        <p>Publish: <code>POST /v1/events/agent-actions</code>. Look:
                        <a href="/api/intelligence/agents/summary">agents</a>,
                        <a href="/api/intelligence/actions/recent">recent actions</a>,
                        <a href="/health/ready">health</a>, <a href="/metrics">metrics</a>;
                        live: <code>/ws</code> and <code>/api/stream</code>.</p>
                        </body>
                        </html>
                        """.formatted(parts));
    }

    private String row(String part, Optional<String> failure) {
        return "<tr><td>%s</td><td>%s</td><td>%s</td></tr>%n"
                .formatted(
                        text(part),
                        text(failure.map(cause -> "down: " + cause).orElse("up")),
                        text(addresses.get().getOrDefault(part, "in this process")));
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
