package dev.agentbus.ingest.demo;

import java.util.Optional;
import java.util.function.LongSupplier;

/// A tool call that fails, and what an agent does about it: tries again, looks closer, moves on.
final class Retries {
    /// @param atMillis when it was over, one way or the other
    record Struggle(long atMillis, int failures) {}

    private static final double OFTEN_SEEN = 0.55;

    private final Trace trace;
    private final Agent agent;
    private final LongSupplier pause;
    private final Dice dice;

    Retries(Trace trace, Agent agent, LongSupplier pause) {
        this.trace = trace;
        this.agent = agent;
        this.pause = pause;
        this.dice = trace.dice();
    }

    Struggle struggle(Tool.Use use, long beginMillis) {
        boolean shell = use.tool() == Tool.BASH;
        Optional<Troubles.Sighting> sighting = shell && dice.chance(OFTEN_SEEN)
                ? Optional.of(trace.place().troubles().strike(trace.project(), beginMillis, dice))
                : Optional.empty();
        Mishap mishap = sighting.map(Troubles.Sighting::mishap)
                .orElseGet(() -> dice.pick(use.tool().mishaps()));
        int failures = sighting.isPresent() ? dice.between(2, 4) : dice.chance(0.3) ? 2 : 1;
        long at = beginMillis;
        for (int attempt = 1; attempt <= failures; attempt++) {
            at = fail(use, mishap, at, attempt);
        }
        long endured = at - beginMillis;
        if (sighting.map(Troubles.Sighting::cured).orElse(true) && dice.chance(0.85)) {
            at = succeed(use, at);
        }
        if (sighting.isPresent()) {
            at += 5;
            trace.add(at, agent, Patterns.failure(trace, sighting.get(), new Patterns.Occasion(use, at, endured)));
        }
        return new Struggle(at, failures);
    }

    /// @return when the agent has thought about it
    private long fail(Tool.Use use, Mishap mishap, long beginMillis, int attempt) {
        long millis = millis(use);
        long at = beginMillis + millis;
        Doc details = use.details()
                .without("stdout")
                .text("error", mishap.in(trace.request()))
                .text("error_type", mishap.type())
                .whole("attempt", attempt);
        if (use.tool() == Tool.BASH) {
            details.whole("exit_code", 1);
        }
        trace.add(
                at,
                agent,
                Says.action(
                        trace,
                        agent,
                        new Says.Act(trace.mint(at), Says.ERROR, use.tool().label(), details, millis)));
        trace.took(new Trace.Step(use.subject(), use.tool(), millis, false));
        return at + pause.getAsLong();
    }

    private long succeed(Tool.Use use, long beginMillis) {
        long millis = millis(use);
        long at = beginMillis + millis;
        trace.add(
                at,
                agent,
                Says.action(
                        trace,
                        agent,
                        new Says.Act(trace.mint(at), Says.TOOL_CALL, use.tool().label(), use.details(), millis)));
        trace.took(new Trace.Step(use.subject(), use.tool(), millis, true));
        return at;
    }

    private long millis(Tool.Use use) {
        return dice.logNormal(use.medianMillis() * agent.temper().slowness(), use.sigma());
    }
}
