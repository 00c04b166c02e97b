package dev.agentbus.view;

import dev.agentbus.view.ReplayedViews.Past;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Function;

/// `/api/replays/{id}/…`: the same questions as to the live view, answered from the view that the
/// replay has filled.
public final class ReplayedViewRoutes implements HttpService {
    private final ReplayedViews views;

    public ReplayedViewRoutes(ReplayedViews views) {
        this.views = views;
    }

    /// One question to one part of a view.
    private interface Question<R> {
        void ask(R routes, Query query, ServerResponse response);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{id}/agents/summary", on(Past::fleet, FleetRoutes::agents))
                .get("/{id}/agents/routing-strategy", on(Past::fleet, FleetRoutes::strategies))
                .get("/{id}/agents/{+agent}/actions", on(Past::fleet, FleetRoutes::actionsOf))
                .get("/{id}/actions/recent", on(Past::fleet, FleetRoutes::actions))
                .get("/{id}/routing/decisions", on(Past::fleet, FleetRoutes::decisions))
                .get("/{id}/metrics/operations-per-minute", on(Past::fleet, FleetRoutes::operations))
                .get("/{id}/transformations/recent", on(Past::flow, FlowRoutes::transformations))
                .get("/{id}/transformations/summary", on(Past::flow, FlowRoutes::summary))
                .get("/{id}/performance/metrics", on(Past::flow, FlowRoutes::performance))
                .get("/{id}/performance/summary", on(Past::flow, FlowRoutes::queries))
                .get("/{id}/trace/{+correlationId}", on(Past::traces, TraceRoutes::trace))
                .get("/{id}/execution/{+correlationId}", on(Past::traces, TraceRoutes::execution));
    }

    private <R> Handler on(Function<Past, R> part, Question<R> question) {
        return Replies.answering((query, response) -> {
            String id = query.path("id");
            Past past = views.find(id)
                    .orElseThrow(() -> new Query.Refused(
                            404,
                            "not_found",
                            "Cannot show replay: it has no view, or none any more, got: " + Query.shown(id)));
            question.ask(part.apply(past), query, response);
        });
    }
}
