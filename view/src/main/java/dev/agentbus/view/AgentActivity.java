package dev.agentbus.view;

import dev.agentbus.view.ViewEvent.Outcome;
import org.jspecify.annotations.Nullable;

/// What an agent did last, from which its state and rate follow. Events may come out of order. One
/// thread.
final class AgentActivity {
    private static final String EXECUTIONS_TOPIC = "agent-execution-logs";
    private static final String BEGUN = "in_progress";

    private long lastSeenMillis;
    private long givenWorkMillis = Long.MIN_VALUE;
    private long actedMillis = Long.MIN_VALUE;
    private int openExecutions;
    private int failuresInARow;
    private double rate;
    private final Pulse pulse = new Pulse();
    private @Nullable Doing doing;

    /// @param name what the event is about, for people
    void did(ViewEvent event, @Nullable String name) {
        if (doing == null || event.timeMillis() >= doing.timeMillis()) {
            String type = event.label() == null ? event.kind().eventType(event.topic()) : event.label();
            doing = new Doing(event.timeMillis(), type, name, event.correlationId());
        }
    }

    @Nullable
    Doing doing() {
        return doing;
    }

    Pulse pulse() {
        return pulse.copy();
    }

    /// The agent itself did something.
    void acted(ViewEvent event) {
        seen(event.timeMillis());
        if (event.kind() == Kind.DECISION) {
            givenWork(event.timeMillis());
            return;
        }
        if (event.kind() == Kind.ACTION && event.timeMillis() >= actedMillis) {
            failuresInARow = event.outcome() == Outcome.FAILURE ? failuresInARow + 1 : 0;
        }
        if (event.topic().equals(EXECUTIONS_TOPIC)) {
            openExecutions = BEGUN.equals(event.label()) ? openExecutions + 1 : Math.max(0, openExecutions - 1);
        }
        actedMillis = Math.max(actedMillis, event.timeMillis());
    }

    /// Somebody handed work to the agent.
    void givenWork(long timeMillis) {
        lastSeenMillis = Math.max(lastSeenMillis, timeMillis);
        givenWorkMillis = Math.max(givenWorkMillis, timeMillis);
    }

    long lastSeenMillis() {
        return lastSeenMillis;
    }

    double rate() {
        return rate;
    }

    AgentState.Signs signs() {
        return new AgentState.Signs(lastSeenMillis, givenWorkMillis > actedMillis, openExecutions, failuresInARow);
    }

    private void seen(long timeMillis) {
        pulse.beat(timeMillis);
        long passed = timeMillis - lastSeenMillis;
        double one = 1_000 / AgentMetrics.RATE_MILLIS;
        if (passed >= 0) {
            rate = rate * Math.exp(-passed / AgentMetrics.RATE_MILLIS) + one;
            lastSeenMillis = timeMillis;
        } else {
            rate += one * Math.exp(passed / AgentMetrics.RATE_MILLIS);
        }
    }
}
