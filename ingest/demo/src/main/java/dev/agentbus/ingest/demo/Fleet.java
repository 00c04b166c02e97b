package dev.agentbus.ingest.demo;

import dev.agentbus.events.Misconfigured;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// What a fleet of agents says, without end, in the order of its own time.
///
/// The same seed and number of agents give the same events: ids, texts, order. Time begins at
/// [#BEGIN_MILLIS] and is the fleet's own; a [Moment] ties an event to real time. One thread.
public final class Fleet {
    /// The fleet has been at work, most of it asleep, for so long when the demo begins at 0: long enough for an agent
    /// that
    /// died to be lost by now.
    public static final long BEGIN_MILLIS = -40 * 60_000;

    /// Events per second and agent on a usual day, as measured.
    public static final double EVENTS_PER_AGENT_SECOND = 0.43;

    /// More agents than names could be told apart.
    public static final int MAX_AGENTS = 10_000;

    private static final long LAST_DEATH_MILLIS = 25 * 60_000;

    /// A story, and how far it has been told.
    private static final class Script {
        private final List<FleetEvent> events;
        private final long number;
        private int at;

        Script(List<FleetEvent> events, long number) {
            this.events = events;
            this.number = number;
        }

        long nextMillis() {
            return events.get(at).atMillis();
        }

        long number() {
            return number;
        }
    }

    private final Roster roster;
    private final PriorityQueue<Plot> plots = new PriorityQueue<>(Comparator.comparingLong(Plot::nextMillis));
    private final PriorityQueue<Script> scripts =
            new PriorityQueue<>(Comparator.comparingLong(Script::nextMillis).thenComparingLong(Script::number));
    private long stories;

    private Fleet(long seed, int agents) {
        // Another number of agents makes other events, under other ids.
        Dice dice = new Dice(seed * 0x9E3779B97F4A7C15L + agents);
        this.roster = new Roster(agents, dice.split());
        Workplace place = new Workplace(roster, new Rhythm(seed), new Troubles());
        String session = "demo-" + Long.toUnsignedString(seed, Character.MAX_RADIX);
        plots.add(new Requests(place, dice.split(), session, BEGIN_MILLIS));
        for (Agent agent : roster.of(Temper.LOOPING)) {
            plots.add(new Looping(place, agent, dice.split(), session));
        }
        boolean first = true;
        for (Agent agent : roster.of(Temper.DYING)) {
            Dice own = dice.split();
            long at = first ? BEGIN_MILLIS + 2_000 : Math.round(own.between((double) BEGIN_MILLIS, LAST_DEATH_MILLIS));
            plots.add(new Dying(place, agent, own, session, at));
            first = false;
        }
    }

    /// @param agents at least one that works, one that loops and one that dies
    public static Fleet of(long seed, int agents) {
        if (agents < Roster.LEAST || agents > MAX_AGENTS) {
            throw new Misconfigured(
                    "Cannot make fleet: it needs %d to %d agents, got: %d".formatted(Roster.LEAST, MAX_AGENTS, agents));
        }
        return new Fleet(seed, agents);
    }

    /// The names of all agents, those included that never say a word.
    public List<String> agents() {
        return roster.all().stream().map(Agent::name).toList();
    }

    /// Names of the agents that repeat themselves without end.
    public List<String> looping() {
        return roster.of(Temper.LOOPING).stream().map(Agent::name).toList();
    }

    /// Names of the agents that die in the middle of a task.
    public List<String> dying() {
        return roster.of(Temper.DYING).stream().map(Agent::name).toList();
    }

    public FleetEvent next() {
        while (scripts.isEmpty()
                || plots.element().nextMillis() <= scripts.element().nextMillis()) {
            unfold();
        }
        Script script = scripts.remove();
        FleetEvent event = script.events.get(script.at++);
        if (script.at < script.events.size()) {
            scripts.add(script);
        }
        return event;
    }

    private void unfold() {
        Plot plot = plots.remove();
        List<FleetEvent> events = plot.unfold();
        if (!events.isEmpty()) {
            scripts.add(new Script(events, stories++));
        }
        plots.add(plot);
    }
}
