package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.sink.redis.RedisCalls;
import dev.agentbus.sink.redis.RedisSettings;
import dev.agentbus.sink.redis.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/// Windows in Redis, 6.2 or newer: one script call per batch. Redis writes what a script did into its
/// append-only file as one entry, so after a crash positions and windows are as old as each other.
///
/// The server must not evict keys (`maxmemory-policy noeviction`): a window that is evicted is counted
/// again only by a replay. All keys of a call must be on one server, so a Redis Cluster won't do.
public final class RedisMetricsStore implements MetricsStore {
    private static final Script COUNT = Script.beside(RedisMetricsStore.class, "count.lua");
    private static final Script CLAIM = Script.beside(RedisMetricsStore.class, "claim.lua");
    private static final Script REWIND = Script.beside(RedisMetricsStore.class, "rewind.lua");
    private static final Script REHEARSE = Script.beside(RedisMetricsStore.class, "rehearse.lua");
    private static final Script POSITIONS = Script.beside(RedisMetricsStore.class, "positions.lua");
    private static final Script FORGET = Script.beside(RedisMetricsStore.class, "forget.lua");
    private static final String LATE = "@late";
    /// Windows per round trip: bounds what is held of them in memory.
    private static final int WINDOWS_PER_CALL = 50;

    private final RedisCalls redis;
    private final StoreLimits limits;

    /// Connects with the first call.
    public RedisMetricsStore(RedisSettings settings) {
        this(settings, StoreLimits.DEFAULT);
    }

    RedisMetricsStore(RedisSettings settings, StoreLimits limits) {
        this.redis = new RedisCalls(settings, "the metrics");
        this.limits = limits;
    }

    static Answer.Fenced fenced(Advance advance, String held) {
        return new Answer.Fenced("Cannot count batch: %s must stand at %d in epoch %d, got: %s"
                .formatted(advance.partition(), advance.from(), advance.epoch(), held));
    }

    static String positionsKey(ConsumerId consumer) {
        return "metrics:positions:" + consumer.clusterId() + ":" + consumer.group();
    }

    @Override
    public void check() {
        redis.check();
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        List<LogPartition> asked = List.copyOf(partitions);
        List<String> arguments = new ArrayList<>();
        arguments.add(millis(WindowSettings.POSITIONS_KEPT));
        asked.forEach(partition -> arguments.add(partition.toString()));
        List<?> answers = (List<?>) redis.run("claim", CLAIM, List.of(positionsKey(consumer)), arguments);
        Map<LogPartition, Claim> claims = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String[] parts = String.valueOf(answers.get(i)).split(":", -1);
            claims.put(asked.get(i), new Claim(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        }
        return claims;
    }

    @Override
    public Answer apply(Change change) {
        CountCall call = CountCall.of(change, limits);
        return call.answer((List<?>) redis.run("count in", COUNT, call.keys(), call.arguments()));
    }

    @Override
    public boolean rehearse(ConsumerId consumer, List<Advance> advances) {
        List<String> arguments = new ArrayList<>();
        for (Advance advance : advances) {
            arguments.add(advance.partition().toString());
            arguments.add(Long.toString(advance.epoch()));
            arguments.add(Long.toString(advance.from()));
        }
        List<String> keys = List.of(positionsKey(consumer), "metrics:rehearsal");
        return redis.run("rehearse", REHEARSE, keys, arguments).equals(1L);
    }

    @Override
    public List<StoredWindow> totals(List<WindowId> windows, Collection<TopicName> topics) {
        List<String> fields = new ArrayList<>();
        fields.add(LATE);
        topics.forEach(topic -> fields.add(Series.totalOf(topic.value())));
        String[] asked = fields.toArray(String[]::new);
        List<StoredWindow> found = new ArrayList<>();
        inCalls(windows, some -> {
            List<Response<List<String>>> answers = redis.pipelined(
                    "read",
                    pipeline -> some.stream()
                            .map(window -> pipeline.hmget(window.key(), asked))
                            .toList());
            for (int i = 0; i < some.size(); i++) {
                Map<String, String> hash = new LinkedHashMap<>();
                List<String> values = answers.get(i).get();
                for (int j = 0; j < asked.length; j++) {
                    if (values.get(j) != null) {
                        hash.put(asked[j], values.get(j));
                    }
                }
                found.add(stored(some.get(i), hash));
            }
        });
        return found;
    }

    @Override
    public List<StoredWindow> all(List<WindowId> windows) {
        List<StoredWindow> found = new ArrayList<>();
        inCalls(windows, some -> {
            List<Response<Map<String, String>>> answers = redis.pipelined(
                    "read",
                    pipeline -> some.stream()
                            .map(window -> pipeline.hgetAll(window.key()))
                            .toList());
            for (int i = 0; i < some.size(); i++) {
                found.add(stored(some.get(i), answers.get(i).get()));
            }
        });
        return found;
    }

    private interface Some {
        void read(List<WindowId> windows);
    }

    private static void inCalls(List<WindowId> windows, Some some) {
        for (int from = 0; from < windows.size(); from += WINDOWS_PER_CALL) {
            some.read(windows.subList(from, Math.min(windows.size(), from + WINDOWS_PER_CALL)));
        }
    }

    private static StoredWindow stored(WindowId id, Map<String, String> hash) {
        Map<String, Tally> tallies = new TreeMap<>();
        hash.forEach((field, text) -> {
            if (!field.startsWith("@")) {
                tallies.put(field, Tally.parse(text));
            }
        });
        return new StoredWindow(id, Long.parseLong(hash.getOrDefault(LATE, "0")), tallies);
    }

    @Override
    public void show(Map<String, String> figures, Duration kept) {
        SetParams expiring = SetParams.setParams().px(kept.toMillis());
        redis.pipelined("show", pipeline -> {
            figures.forEach((key, value) -> pipeline.set(key, value, expiring));
            return figures;
        });
    }

    @Override
    public Map<LogPartition, Long> of(ConsumerId consumer) {
        Map<LogPartition, Long> positions = new TreeMap<>();
        pairs(redis.run("read positions in", POSITIONS, List.of(positionsKey(consumer)), List.of()))
                .forEach((partition, text) -> {
                    long next = Long.parseLong(text.substring(text.indexOf(':') + 1));
                    if (next != Claim.NONE) {
                        positions.put(partition, next);
                    }
                });
        return positions;
    }

    @Override
    public Map<LogPartition, Long> setBack(ConsumerId consumer, Map<LogPartition, Long> to) {
        List<String> arguments = new ArrayList<>();
        to.forEach((partition, offset) -> {
            arguments.add(partition.toString());
            arguments.add(Long.toString(offset));
        });
        Map<LogPartition, Long> before = new TreeMap<>();
        pairs(redis.run("set positions back in", REWIND, List.of(positionsKey(consumer)), arguments))
                .forEach((partition, text) -> before.put(partition, Long.parseLong(text)));
        return before;
    }

    @Override
    public void forget(ConsumerId consumer) {
        redis.run("forget positions in", FORGET, List.of(positionsKey(consumer)), List.of());
    }

    private static Map<LogPartition, String> pairs(Object answer) {
        List<?> flat = (List<?>) answer;
        Map<LogPartition, String> pairs = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            String name = String.valueOf(flat.get(i));
            int dash = name.lastIndexOf('-');
            pairs.put(
                    new LogPartition(
                            new TopicName(name.substring(0, dash)),
                            Integer.parseInt(name, dash + 1, name.length(), 10)),
                    String.valueOf(flat.get(i + 1)));
        }
        return pairs;
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }

    @Override
    public void close() {
        redis.close();
    }
}
