package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.Optional;

/// An agent that does the same thing again and again, and it fails each time, until somebody stops it. Then it begins
/// anew.
final class Looping implements Plot {
    private static final String ERROR = "Timeout 3000ms exceeded waiting for locator('[data-testid=confirm]')";

    private final Workplace place;
    private final Agent agent;
    private final Dice dice;
    private final String session;
    private long next;

    Looping(Workplace place, Agent agent, Dice dice, String session) {
        this.place = place;
        this.agent = agent;
        this.dice = dice;
        this.session = session;
        this.next = Rhythm.MORNING_MILLIS + dice.between(5_000, 60_000);
    }

    @Override
    public long nextMillis() {
        return next;
    }

    @Override
    public List<FleetEvent> unfold() {
        Dice own = dice.split();
        Trace trace = new Trace(place, Request.of(agent.role(), own), own, session);
        long begun = new Router(trace, trace.request()).give(agent, next);
        String execution = own.uuid();
        trace.add(
                begun + 5,
                agent,
                Says.begun(
                        trace,
                        agent,
                        new Says.Beginning(
                                trace.mint(begun + 5),
                                execution,
                                trace.request().prompt())));
        long at = begun + 1_500;
        Tool.Use use = use(trace.request());
        say(
                trace,
                at,
                Says.TOOL_CALL,
                new Doc().text("file_path", trace.request().file().path()),
                14);
        int repeats = own.between(70, 130);
        for (int attempt = 1; attempt <= repeats; attempt++) {
            long millis = 3_000L + own.between(20, 400);
            at += own.between(150, 900) + millis;
            Doc details = use.details()
                    .without("stdout")
                    .text("error", ERROR)
                    .whole("exit_code", 1)
                    .whole("attempt", attempt);
            trace.add(
                    at,
                    agent,
                    Says.action(trace, agent, new Says.Act(trace.mint(at), Says.ERROR, "Bash", details, millis)));
        }
        Says.Life life = new Says.Life(execution, at - begun, 0);
        trace.add(at + 400, agent, Says.cancelled(trace, agent, trace.mint(at + 400), life));
        trace.add(at + 420, agent, Patterns.loop(trace, use, repeats, at + 420));
        next = at + own.between(40_000, 75_000);
        return trace.events();
    }

    private void say(Trace trace, long at, String type, Doc details, long millis) {
        trace.add(at, agent, Says.action(trace, agent, new Says.Act(trace.mint(at), type, "Read", details, millis)));
    }

    private static Tool.Use use(Request request) {
        String line = request.project().test().replace("{file}", "checkout");
        Doc details = new Doc().text("command", line).text("description", "Run the browser test again");
        return new Tool.Use(Tool.BASH, details, line, Optional.empty(), 3_000, 0);
    }
}
