package dev.agentbus.app;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// `/metrics` in Prometheus' text format.
final class MetricsRoute implements HttpService {
    private final PrometheusMeterRegistry meters;

    MetricsRoute(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                "/",
                (_, response) -> response.header(
                                HeaderValues.create("Content-Type", "text/plain; version=0.0.4; charset=utf-8"))
                        .send(meters.scrape()));
    }
}
