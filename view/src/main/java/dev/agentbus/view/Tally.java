package dev.agentbus.view;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is counted over the sliding window, for one slot of it or for all of it.
/// Bounded: beyond `maxNames` agents (strategies, pairs, action types) further ones are counted
/// together as `(other)`. One thread.
final class Tally {
    /// Counts whatever comes after the bound is reached.
    static final String OTHER = "(other)";

    private final int maxNames;
    private final Map<String, AgentTally> agents = new HashMap<>();
    private final Map<String, Integer> strategies = new HashMap<>();
    private final Map<String, Integer> topics = new HashMap<>();
    private final Map<Pair, PairTally> pairs = new HashMap<>();
    private PairTally queries = PairTally.NONE;

    Tally(int maxNames) {
        this.maxNames = maxNames;
    }

    /// @param admitted the tally of the whole window, which decides what is counted under its own
    ///     name
    void count(ViewEvent event, Tally admitted) {
        topics.merge(event.topic(), 1, Integer::sum);
        if (event.agent() != null) {
            String name = admitted.admit(admitted.agents, event.agent(), OTHER);
            agents.computeIfAbsent(name, _ -> new AgentTally()).count(event);
        }
        switch (event.kind()) {
            case DECISION -> {
                if (event.label() != null) {
                    strategies.merge(admitted.admit(admitted.strategies, event.label(), OTHER), 1, Integer::sum);
                }
            }
            case TRANSFORMATION -> {
                Pair pair = new Pair(named(event.agent()), named(event.target()));
                Pair counted = admitted.admit(admitted.pairs, pair, new Pair(OTHER, OTHER));
                pairs.merge(counted, PairTally.NONE.plus(event), (a, b) -> a.plus(b, 1));
                if (event.target() != null) {
                    String target = admitted.admit(admitted.agents, event.target(), OTHER);
                    agents.computeIfAbsent(target, _ -> new AgentTally()).countReceived();
                }
            }
            case PERFORMANCE -> queries = queries.plus(event);
            case ACTION, OTHER -> {}
        }
    }

    void add(Tally slot) {
        merge(slot, 1);
        slot.agents.forEach((name, tally) ->
                agents.computeIfAbsent(name, _ -> new AgentTally()).add(tally));
    }

    void takeBack(Tally slot) {
        merge(slot, -1);
        slot.agents.forEach((name, tally) -> agents.computeIfPresent(name, (_, sum) -> {
            sum.takeBack(tally);
            return sum.events() == 0 ? null : sum;
        }));
    }

    Map<String, AgentTally> agents() {
        return Collections.unmodifiableMap(agents);
    }

    @Nullable
    AgentTally agent(String name) {
        return agents.get(name);
    }

    /// The name under which an agent is counted.
    String counted(String agent) {
        return agents.containsKey(agent) ? agent : OTHER;
    }

    Map<String, Integer> strategies() {
        return Collections.unmodifiableMap(strategies);
    }

    Map<String, Integer> topics() {
        return Collections.unmodifiableMap(topics);
    }

    Map<Pair, PairTally> pairs() {
        return Collections.unmodifiableMap(pairs);
    }

    /// Queries of the router; a cache hit counts as success.
    PairTally queries() {
        return queries;
    }

    private void merge(Tally slot, int sign) {
        slot.strategies.forEach((name, count) -> shift(strategies, name, sign * count));
        slot.topics.forEach((name, count) -> shift(topics, name, sign * count));
        slot.pairs.forEach((pair, tally) -> {
            PairTally sum = pairs.getOrDefault(pair, PairTally.NONE).plus(tally, sign);
            if (sum.count() == 0) {
                pairs.remove(pair);
            } else {
                pairs.put(pair, sum);
            }
        });
        queries = queries.plus(slot.queries, sign);
    }

    private static void shift(Map<String, Integer> counts, String name, int by) {
        counts.compute(name, (_, count) -> {
            int sum = (count == null ? 0 : count) + by;
            return sum == 0 ? null : (Integer) sum;
        });
    }

    private <K> K admit(Map<K, ?> known, K name, K other) {
        return known.containsKey(name) || known.size() < maxNames ? name : other;
    }

    private static String named(@Nullable String name) {
        return name == null ? "(unknown)" : name;
    }
}
