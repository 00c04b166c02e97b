package dev.agentbus.view;

/// What is counted about one agent, in one slot of the window or in all of it. Sums can be taken
/// back.
final class AgentTally {
    private int actions;
    private int decisions;
    private int others;
    private int successes;
    private int failures;
    private int confidences;
    private double confidenceSum;
    private final Latencies actionTimes = new Latencies();
    private final Latencies routingTimes = new Latencies();

    /// Successes and failures are those of its own actions and of the decisions that chose it.
    void count(ViewEvent event) {
        switch (event.kind()) {
            case ACTION -> {
                actions++;
                countTime(actionTimes, event);
                countOutcome(event);
            }
            case DECISION -> {
                decisions++;
                countTime(routingTimes, event);
                countOutcome(event);
                if (!Double.isNaN(event.number())) {
                    confidences++;
                    confidenceSum += event.number();
                }
            }
            case TRANSFORMATION, PERFORMANCE, OTHER -> others++;
        }
    }

    /// Work that another agent handed over.
    void countReceived() {
        others++;
    }

    void add(AgentTally other) {
        merge(other, 1);
        actionTimes.add(other.actionTimes);
        routingTimes.add(other.routingTimes);
    }

    void takeBack(AgentTally other) {
        merge(other, -1);
        actionTimes.takeBack(other.actionTimes);
        routingTimes.takeBack(other.routingTimes);
    }

    int events() {
        return actions + decisions + others;
    }

    int actions() {
        return actions;
    }

    int decisions() {
        return decisions;
    }

    int successes() {
        return successes;
    }

    int failures() {
        return failures;
    }

    /// NaN when no decision said any.
    double meanConfidence() {
        return confidences == 0 ? Double.NaN : confidenceSum / confidences;
    }

    Latencies actionTimes() {
        return actionTimes;
    }

    Latencies routingTimes() {
        return routingTimes;
    }

    private void countOutcome(ViewEvent event) {
        switch (event.outcome()) {
            case SUCCESS -> successes++;
            case FAILURE -> failures++;
            case UNSAID -> {}
        }
    }

    private static void countTime(Latencies times, ViewEvent event) {
        if (event.durationMillis() >= 0) {
            times.add(event.durationMillis());
        }
    }

    private void merge(AgentTally other, int sign) {
        actions += sign * other.actions;
        decisions += sign * other.decisions;
        others += sign * other.others;
        successes += sign * other.successes;
        failures += sign * other.failures;
        confidences += sign * other.confidences;
        confidenceSum += sign * other.confidenceSum;
    }
}
