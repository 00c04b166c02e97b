package dev.agentbus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One agent over the window, as last published. Immutable.
///
/// @param pulse events by ten seconds; not written to any more
/// @param rate events per second, over about the last minute, as of `signs.lastSeenMillis`
record AgentMetrics(
        String agent,
        int actions,
        int decisions,
        int successes,
        int failures,
        double meanConfidence,
        double meanRoutingMillis,
        double meanMillis,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        double rate,
        AgentState.Signs signs,
        Pulse pulse,
        @Nullable Doing doing) {
    /// Time constant of [#rate].
    static final double RATE_MILLIS = 60_000;

    static AgentMetrics of(String agent, AgentTally tally, AgentActivity activity) {
        Latencies times = tally.actionTimes();
        return new AgentMetrics(
                agent,
                tally.actions(),
                tally.decisions(),
                tally.successes(),
                tally.failures(),
                tally.meanConfidence(),
                tally.routingTimes().mean(),
                times.mean(),
                times.percentile(0.50),
                times.percentile(0.95),
                times.percentile(0.99),
                activity.rate(),
                activity.signs(),
                activity.pulse(),
                activity.doing());
    }

    /// 0 to 1, of the events that said how they went; NaN when none did.
    double successRate() {
        int said = successes + failures;
        return said == 0 ? Double.NaN : (double) successes / said;
    }

    AgentState stateAt(long nowMillis) {
        return AgentState.at(nowMillis, signs);
    }

    double rateAt(long nowMillis) {
        return rate * Math.exp(-Math.max(0, nowMillis - signs.lastSeenMillis()) / RATE_MILLIS);
    }

    void writeTo(JsonBytes out, long nowMillis) {
        out.beginObject()
                .field("agent", agent)
                .field("totalRequests", actions + decisions)
                .field("successRate", rounded(successRate()))
                .field("avgRoutingTime", rounded(meanRoutingMillis))
                .field("avgConfidence", rounded(meanConfidence))
                .field("lastSeen", Instant.ofEpochMilli(signs.lastSeenMillis()).toString())
                .field("state", stateAt(nowMillis).wireName())
                .field("actions", actions)
                .field("routingDecisions", decisions)
                .field("successes", successes)
                .field("errors", failures)
                .field("eventsPerSecond", rounded(rateAt(nowMillis)))
                .field("avgDurationMs", rounded(meanMillis))
                .field("p50DurationMs", p50Millis)
                .field("p95DurationMs", p95Millis)
                .field("p99DurationMs", p99Millis)
                .name("spark");
        pulse.writeTo(out, nowMillis);
        if (doing != null) {
            doing.writeTo(out.name("lastAction"));
        }
        out.endObject();
    }

    static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 10_000) / 10_000 : value;
    }
}
