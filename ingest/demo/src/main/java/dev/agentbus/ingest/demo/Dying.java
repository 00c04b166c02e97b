package dev.agentbus.ingest.demo;

import java.util.List;

/// An agent that begins a task, works for a while, and is never heard of again.
final class Dying implements Plot {
    private final Workplace place;
    private final Agent agent;
    private final Dice dice;
    private final String session;
    private long next;

    Dying(Workplace place, Agent agent, Dice dice, String session, long atMillis) {
        this.place = place;
        this.agent = agent;
        this.dice = dice;
        this.session = session;
        this.next = atMillis;
    }

    @Override
    public long nextMillis() {
        return next;
    }

    @Override
    public List<FleetEvent> unfold() {
        Trace trace = new Trace(place, Request.of(agent.role(), dice), dice, session);
        long begun = new Router(trace, trace.request()).give(agent, next);
        new Turn(trace, new Turn.Assignment(agent, trace.request(), Turn.HELPLESS), begun).run(20);
        next = NEVER;
        // The decision, the router's metric, the beginning, and half of what it would have done.
        return trace.events().subList(0, dice.between(9, 16));
    }
}
