package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Chooses agents within one trace, and says why.
final class Router {
    /// How a request finds its agent.
    private enum Strategy {
        ENHANCED_FUZZY_MATCHING(0.84, 0.07, 38),
        CAPABILITY_MATCH(0.76, 0.08, 64),
        HISTORICAL_SUCCESS(0.88, 0.05, 21),
        EXPLICIT(0.985, 0.01, 3),
        FALLBACK(0.44, 0.06, 85);

        private final double confidence;
        private final double spread;
        private final double medianMillis;

        Strategy(double confidence, double spread, double medianMillis) {
            this.confidence = confidence;
            this.spread = spread;
            this.medianMillis = medianMillis;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What one decision is about.
    ///
    /// @param asker who asks for help; empty for a person
    /// @param call the tool call that asks
    private record Question(Agent chosen, Optional<Agent> asker, Optional<EventId> call, long atMillis) {}

    /// How sure the router is, and of what.
    private record Scores(double trigger, double context, double capability, double history, double total) {}

    private final Trace trace;
    private final Request request;
    private final Dice dice;

    Router(Trace trace, Request request) {
        this.trace = trace;
        this.request = request;
        this.dice = trace.dice();
    }

    /// Gives a request to an agent, at once or, when the router cannot tell, as a fallback.
    ///
    /// @return when the agent gets it
    long give(Agent chosen, long atMillis) {
        return decide(new Question(chosen, Optional.empty(), Optional.empty(), atMillis), strategy());
    }

    /// Gives a piece of work to another agent.
    ///
    /// @param call the asking agent's tool call, which the decision hangs below
    /// @return when the helper gets it
    long delegate(Agent from, Agent helper, EventId call, long atMillis) {
        Strategy strategy = dice.chance(0.2) ? Strategy.EXPLICIT : strategy();
        long decided = decide(new Question(helper, Optional.of(from), Optional.of(call), atMillis), strategy);
        return handOver(from, helper, Optional.of(call), decided);
    }

    /// One agent turns the work over to another; now and then only the second try succeeds.
    long handOver(Agent from, Agent to, Optional<EventId> call, long atMillis) {
        long millis = dice.logNormal(140, 0.7);
        long at = atMillis + millis;
        if (dice.chance(0.05)) {
            trace.add(at, from, Handovers.failed(trace, new Handovers.Handover(from, to, call, request, at, millis)));
            millis = dice.logNormal(320, 0.5);
            at += 900 + millis;
        }
        trace.add(at, from, Handovers.done(trace, new Handovers.Handover(from, to, call, request, at, millis)));
        return at;
    }

    private Strategy strategy() {
        double drawn = dice.between(0.0, 1.0);
        return drawn < 0.58
                ? Strategy.ENHANCED_FUZZY_MATCHING
                : drawn < 0.75
                        ? Strategy.CAPABILITY_MATCH
                        : drawn < 0.87
                                ? Strategy.HISTORICAL_SUCCESS
                                : drawn < 0.95 ? Strategy.EXPLICIT : Strategy.FALLBACK;
    }

    private long decide(Question question, Strategy strategy) {
        Scores scores = scores(question.chosen, strategy);
        boolean cached = strategy == Strategy.HISTORICAL_SUCCESS || dice.chance(0.3);
        long millis = cached ? dice.between(1, 4) : Math.min(990, dice.logNormal(strategy.medianMillis, 0.6));
        long measured = question.atMillis + millis;
        if (question.asker.isEmpty()) {
            int candidates = strategy == Strategy.EXPLICIT ? 1 : dice.between(5, 14);
            measure(measured, new Measured(millis, cached, strategy.wireName(), candidates), scores);
        }
        long at = measured + 1;
        EventId id = trace.mint(at);
        Doc fields = decision(id, question, strategy, scores)
                .span("routing_time_ms", millis)
                .flag("cache_hit", cached);
        trace.addFromRouter(at, new Says.Said(Says.DECISIONS, id, trace.correlationId(), Says.closing(fields, trace)));
        return at;
    }

    private Doc decision(EventId id, Question question, Strategy strategy, Scores scores) {
        List<Doc> alternatives = strategy == Strategy.EXPLICIT ? List.of() : alternatives(question.chosen, scores);
        return Says.opening(id, trace)
                .text("user_request", request.prompt())
                .text("selected_agent", question.chosen.name())
                .score("confidence_score", scores.total)
                .docs("alternatives", alternatives)
                .whole("alternatives_count", alternatives.size())
                .texts("matched_triggers", Reasons.matched(question.chosen.role(), request))
                .text("reasoning", Reasons.of(question.chosen, question.asker, strategy.wireName(), scores.history))
                .text("routing_strategy", strategy.wireName())
                .with("context", context(question))
                .score("trigger_confidence", scores.trigger)
                .score("context_confidence", scores.context)
                .score("capability_confidence", scores.capability)
                .score("historical_confidence", scores.history);
    }

    private record Measured(long millis, boolean cached, String strategy, int candidates) {}

    private void measure(long atMillis, Measured measured, Scores scores) {
        EventId id = trace.mint(atMillis);
        Doc fields = Says.opening(id, trace)
                .text("query_text", request.prompt())
                .span("routing_duration_ms", measured.millis)
                .flag("cache_hit", measured.cached)
                .text("trigger_match_strategy", measured.strategy)
                .with(
                        "confidence_components",
                        new Doc()
                                .score("trigger_score", scores.trigger)
                                .score("context_score", scores.context)
                                .score("capability_score", scores.capability)
                                .score("historical_score", scores.history))
                .whole("candidates_evaluated", measured.candidates)
                .ago("timestamp", 0);
        trace.addFromRouter(atMillis, new Says.Said(Says.ROUTER_METRICS, id, trace.correlationId(), fields));
    }

    private Scores scores(Agent chosen, Strategy strategy) {
        double middle = strategy.confidence
                + (strategy == Strategy.EXPLICIT ? 0 : chosen.temper().confidence());
        double trigger = around(middle + 0.04, strategy.spread);
        double context = around(middle - 0.03, strategy.spread);
        double capability = around(middle, strategy.spread);
        double history = around(middle + chosen.temper().confidence(), strategy.spread);
        return new Scores(
                trigger,
                context,
                capability,
                history,
                0.4 * trigger + 0.3 * context + 0.2 * capability + 0.1 * history);
    }

    private double around(double middle, double spread) {
        return Math.clamp(middle + spread * dice.normal(), 0.05, 1);
    }

    private List<Doc> alternatives(Agent chosen, Scores scores) {
        List<Agent> all = trace.place().roster().all();
        List<Doc> alternatives = new ArrayList<>();
        List<Agent> named = new ArrayList<>(List.of(chosen));
        double score = scores.total;
        for (int i = dice.between(3, 5); i > 0; i--) {
            Agent other = all.size() > Roles.ALL.size() && dice.chance(0.4) ? peer(chosen) : dice.pick(all);
            score *= dice.between(0.72, 0.97);
            if (!named.contains(other)) {
                named.add(other);
                alternatives.add(new Doc()
                        .text("agent_name", other.name())
                        .score("confidence_score", score)
                        .text("reason", Reasons.against(other, dice)));
            }
        }
        return alternatives;
    }

    /// One of the same role in another team, if there is any.
    private Agent peer(Agent of) {
        List<Agent> all = trace.place().roster().all();
        int roles = Roles.ALL.size();
        int peers = (all.size() - 1 - of.number() % roles) / roles + 1;
        return all.get(of.number() % roles + roles * dice.below(peers));
    }

    private Doc context(Question question) {
        Doc context = new Doc()
                .text("domain", question.chosen.role().domain())
                .texts("file_context", List.of(request.file().path()));
        question.asker.ifPresent(asker -> context.text("previous_agent", asker.name()));
        question.call.ifPresent(call -> context.text("parent_event_id", call.value()));
        return context;
    }
}
