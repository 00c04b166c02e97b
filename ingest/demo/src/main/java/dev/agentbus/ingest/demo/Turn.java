package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.List;

/// What one agent does in one trace, from the moment it gets the work to its report. Agents it calls for help have
/// turns
/// of their own, all within the tool call that asked. Writes the events as it goes, in the fleet's own time.
final class Turn {
    /// Work for one agent.
    ///
    /// @param depth 0 for who got the request, 1 for whom it asks, and so on
    record Assignment(Agent agent, Request request, int depth) {}

    /// @param atMillis when it ended
    record Ending(long atMillis, boolean success) {}

    private static final int MAX_DEPTH = 4;
    /// The depth of a turn that asks nobody for help.
    static final int HELPLESS = MAX_DEPTH;
    private static final int MAX_HELPERS = 3;
    private static final long LEAST_PAUSE_MILLIS = 40;
    private static final List<String> PLANS =
            List.of("plan", "choose_approach", "prioritise", "estimate_risk", "split_work", "decide_scope");
    private static final List<String> THOUGHTS = List.of(
            "Reproduce first, then change one thing at a time.",
            "The smallest change is in %s; everything else can wait.",
            "Two ways: patch %s, or move the rule where it belongs. Taking the second.",
            "Callers of %s must not notice. Keep the signature.",
            "Tests first: the failure has to be seen once.",
            "Three independent parts; each can be done on its own.");

    private final Trace trace;
    private final Agent agent;
    private final Request request;
    private final int depth;
    private final Dice dice;
    private long now;
    private int failures;

    Turn(Trace trace, Assignment assignment, long beginMillis) {
        this.trace = trace;
        this.agent = assignment.agent;
        this.request = assignment.request;
        this.depth = assignment.depth;
        this.dice = trace.dice();
        this.now = beginMillis;
    }

    Ending run(int steps) {
        trace.joined(agent);
        now += agent.temper() == Temper.SLUGGISH ? dice.between(15_000, 95_000) : pause();
        String execution = dice.uuid();
        long begun = now;
        trace.add(
                now, agent, Says.begun(trace, agent, new Says.Beginning(trace.mint(now), execution, request.prompt())));
        int helpAt = asksForHelp(steps) ? dice.between(1, Math.max(1, steps - 2)) : -1;
        for (int step = 0; step < steps; step++) {
            now += pause();
            if (step == helpAt) {
                delegate(steps);
                helpAt = steps > 20 && dice.chance(0.6) ? step + dice.between(4, 20) : -1;
            } else {
                act(step);
            }
        }
        now += pause();
        boolean success = dice.chance(
                Math.max(0.4, 0.97 - 0.02 * failures * agent.temper().carelessness()));
        report(success, new Says.Life(execution, now - begun, quality()));
        trace.place().roster().occupy(agent, now);
        return new Ending(now, success);
    }

    private long pause() {
        double busy = trace.place().rhythm().at(now);
        return LEAST_PAUSE_MILLIS
                + Math.round(dice.logNormal((double) agent.temper().thinkMillis(), 0.9) / Math.max(0.2, busy));
    }

    private boolean asksForHelp(int steps) {
        double wish = steps < 6 ? 0.1 : steps < 14 ? 0.35 : 0.75;
        return depth < MAX_DEPTH && dice.chance(wish * agent.temper().delegation() * (depth == 0 ? 1 : 0.8));
    }

    private void act(int step) {
        if ((step == 0 && dice.chance(0.55)) || dice.chance(0.04)) {
            think();
        } else if (dice.chance(0.2)) {
            readSeveral();
        } else {
            Tool tool = agent.role().craft().tool(dice);
            now = call(tool.use(request, dice));
        }
    }

    private void think() {
        String thought = dice.pick(THOUGHTS).formatted(request.file().name());
        Doc details = new Doc().text("thought", thought).score("confidence", dice.between(0.6, 0.97));
        long millis = dice.logNormal(1_800, 0.6);
        now += millis;
        say(now, Says.DECISION, dice.pick(PLANS), details, millis);
    }

    /// Several reads at once, as agents do when they know what they need.
    private void readSeveral() {
        long latest = now;
        for (int i = dice.between(2, 5); i > 0; i--) {
            Tool.Use use = (dice.chance(0.6) ? Tool.READ : Tool.GREP).use(request, dice);
            long millis = millis(use);
            latest = Math.max(latest, now + millis);
            done(use, now + millis, millis);
        }
        now = latest;
    }

    /// @return when it ended, retries included
    private long call(Tool.Use use) {
        long at = now + millis(use);
        double failing = use.tool().failing() * agent.temper().carelessness();
        if (!dice.chance(Math.min(0.5, failing))) {
            done(use, at, at - now);
            return at;
        }
        Retries.Struggle struggle = new Retries(trace, agent, this::pause).struggle(use, now);
        failures += struggle.failures();
        return struggle.atMillis();
    }

    private void done(Tool.Use use, long at, long millis) {
        boolean edits = use.tool() == Tool.EDIT || use.tool() == Tool.WRITE;
        if (edits) {
            use.file().ifPresent(trace::edited);
        }
        say(at, Says.TOOL_CALL, use.tool().label(), use.details(), millis);
        trace.took(new Trace.Step(use.subject(), use.tool(), millis, true));
    }

    private long millis(Tool.Use use) {
        return dice.logNormal(use.medianMillis() * agent.temper().slowness(), use.sigma());
    }

    private void delegate(int steps) {
        long asked = now;
        long latest = now;
        int wanted = dice.between(1, Math.min(MAX_HELPERS, 1 + steps / 8));
        for (int i = 0; i < wanted; i++) {
            Agent helper = trace.place()
                    .roster()
                    .freest(dice.pick(trace.place().roster().roles()));
            if (!helper.equals(agent) && !trace.agents().contains(helper)) {
                latest = Math.max(latest, help(helper, asked + i * 35L));
            }
        }
        now = latest;
    }

    private long help(Agent helper, long asked) {
        EventId call = trace.mint(asked);
        Request piece = request.forHelper(helper.role(), dice);
        long received = new Router(trace, piece).delegate(agent, helper, call, asked);
        Ending ending = new Turn(trace, new Assignment(helper, piece, depth + 1), received)
                .run(dice.between(2, 16 - 4 * depth));
        long at = ending.atMillis + 12;
        Doc details = new Doc()
                .text("subagent_type", helper.name())
                .text("description", helper.role().domain() + " for " + request.feature())
                .text("prompt", piece.prompt())
                .text("result", ending.success ? "done" : "gave up; its report says why");
        trace.add(
                at, agent, Says.action(trace, agent, new Says.Act(call, Says.TOOL_CALL, "Agent", details, at - asked)));
        return at;
    }

    private double quality() {
        return Math.clamp(0.9 - 0.03 * failures * agent.temper().carelessness() + 0.05 * dice.normal(), 0.2, 0.99);
    }

    private void report(boolean success, Says.Life life) {
        Doc details = new Doc().text("summary", request.feature() + (success ? ": done" : ": not done"));
        if (success) {
            say(now, Says.SUCCESS, depth == 0 ? "task_complete" : "report", details, Says.NO_TIME);
            trace.add(now + 3, agent, Says.succeeded(trace, agent, trace.mint(now + 3), life));
        } else {
            Mishap mishap = dice.pick(Mishap.OF_BASH);
            details.text("error", mishap.in(request));
            say(now, Says.ERROR, depth == 0 ? "task_failed" : "report", details, Says.NO_TIME);
            trace.add(now + 3, agent, Says.failed(trace, agent, trace.mint(now + 3), life, mishap));
        }
        now += 3;
    }

    private void say(long at, String type, String name, Doc details, long millis) {
        trace.add(at, agent, Says.action(trace, agent, new Says.Act(trace.mint(at), type, name, details, millis)));
    }
}
