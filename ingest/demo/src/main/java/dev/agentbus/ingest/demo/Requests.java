package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.Optional;

/// People asking for things, and what becomes of it: the request is routed, one agent takes it, asks others, reports.
final class Requests implements Plot {
    /// Requests per worker and minute when the day is as usual; keeps about half of them busy.
    private static final double PER_WORKER_MINUTE = 2.6;

    private static final long PATIENCE_MILLIS = 15_000;
    private static final int PEOPLE = 40;

    private final Workplace place;
    private final Dice dice;
    private final String session;
    private final Misunderstandings misunderstandings = new Misunderstandings();
    private long next;

    /// @param session what ids of sessions begin with
    Requests(Workplace place, Dice dice, String session, long beginMillis) {
        this.place = place;
        this.dice = dice;
        this.session = session;
        this.next = beginMillis;
    }

    @Override
    public long nextMillis() {
        return next;
    }

    @Override
    public List<FleetEvent> unfold() {
        long at = next;
        double perMinute =
                PER_WORKER_MINUTE * place.roster().workers() * place.rhythm().at(at);
        long gap = dice.exponential(60_000 / perMinute);
        // Looks again when the rhythm may have changed: whoever comes at random does not remember.
        next = at + Math.min(gap, PATIENCE_MILLIS);
        return gap > PATIENCE_MILLIS ? List.of() : story(at);
    }

    private List<FleetEvent> story(long at) {
        Role role = dice.pick(place.roster().roles());
        Agent lead = place.roster().freest(role);
        if (place.roster().busyUntil(lead) > at) {
            return List.of();
        }
        Dice own = dice.split();
        Request request = Request.of(role, own);
        Trace trace = new Trace(place, request, own, session + "-" + own.between(1, PEOPLE));
        long begun = own.chance(0.05) ? misunderstandings.ask(trace, at) : at;
        work(trace, lead, begun);
        return trace.events();
    }

    private void work(Trace trace, Agent first, long begun) {
        Dice own = trace.dice();
        Router router = new Router(trace, trace.request());
        Agent lead = first;
        long at = router.give(first, begun);
        Agent other = place.roster().freest(own.pick(place.roster().roles()));
        if (own.chance(0.12) && !other.equals(first)) {
            Turn.Ending look = new Turn(trace, new Turn.Assignment(first, trace.request(), Turn.HELPLESS), at)
                    .run(own.between(2, 5));
            at = router.handOver(first, other, Optional.empty(), look.atMillis());
            lead = other;
        }
        Turn.Ending ending = new Turn(trace, new Turn.Assignment(lead, trace.request(), 0), at).run(size(own));
        new TaskReport(trace, lead).write(ending, ending.atMillis() - begun);
    }

    private static int size(Dice dice) {
        double drawn = dice.between(0.0, 1.0);
        if (drawn < 0.42) {
            return dice.between(4, 9);
        }
        if (drawn < 0.80) {
            return dice.between(10, 22);
        }
        return drawn < 0.97 ? dice.between(24, 60) : dice.between(90, 260);
    }
}
