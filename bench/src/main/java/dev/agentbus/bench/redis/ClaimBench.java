package dev.agentbus.bench.redis;

import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.process.idempotency.ClaimKey;
import dev.agentbus.process.idempotency.ClaimOutcome;
import dev.agentbus.process.idempotency.ClaimRequest;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.PayloadHash;
import dev.agentbus.process.idempotency.SqliteIdempotencyStore;
import dev.agentbus.sink.redis.RedisIdempotencyStore;
import dev.agentbus.sink.redis.RedisSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/// Claims of fresh events per second: one `SET … NX PX` round trip each (what most do), the same in a
/// pipeline, and the store's script, which also checks payloads, counts fences and knows who holds a
/// claim for how long. One thread, one real Redis on loopback, ways interleaved. Arguments: events
/// per turn (20000), rounds (5).
public final class ClaimBench {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final SetParams NX =
            SetParams.setParams().nx().px(Expiries.DEFAULT.done().toMillis());

    /// One way to claim.
    enum Way {
        SET_NX_EACH,
        SET_NX_PIPELINED_100,
        STORE_EACH,
        STORE_BATCH_100,
        STORE_BATCH_500,
        SQLITE_BATCH_100
    }

    private final RedisClient redis;
    private final IdempotencyStore store;
    private final IdempotencyStore file;
    private final int events;
    private int turn;

    private ClaimBench(RedisClient redis, IdempotencyStore store, IdempotencyStore file, int events) {
        this.redis = redis;
        this.store = store;
        this.file = file;
        this.events = events;
    }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            HostPort address = engines.redis().address();
            try (RedisClient redis = RedisClient.create(address.host(), address.port());
                    IdempotencyStore store =
                            new RedisIdempotencyStore(RedisSettings.of(address.host(), address.port()));
                    IdempotencyStore file =
                            new SqliteIdempotencyStore(engines.folder().root().resolve("claims.db"))) {
                new ClaimBench(redis, store, file, events).run(rounds);
            }
        }
    }

    private void run(int rounds) {
        Map<Way, List<Double>> rates = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            measure(way);
        }
        for (int round = 0; round < rounds; round++) {
            for (Way way : Way.values()) {
                rates.computeIfAbsent(way, _ -> new ArrayList<>()).add(measure(way));
            }
        }
        print(rates, rounds);
    }

    private double measure(Way way) {
        redis.flushAll();
        List<ClaimRequest> requests = requests();
        long start = System.nanoTime();
        switch (way) {
            case SET_NX_EACH -> requests.forEach(request -> redis.set(keyOf(request), "1", NX));
            case SET_NX_PIPELINED_100 -> inBatches(requests, 100, this::pipeline);
            case STORE_EACH -> inBatches(requests, 1, batch -> claim(store, batch));
            case STORE_BATCH_100 -> inBatches(requests, 100, batch -> claim(store, batch));
            case STORE_BATCH_500 -> inBatches(requests, 500, batch -> claim(store, batch));
            case SQLITE_BATCH_100 -> inBatches(requests, 100, batch -> claim(file, batch));
        }
        return events / ((System.nanoTime() - start) / 1e9);
    }

    private List<ClaimRequest> requests() {
        List<ClaimRequest> requests = new ArrayList<>(events);
        PayloadHash payload = PayloadHash.of(new byte[] {1});
        turn++;
        for (int i = 0; i < events; i++) {
            EventId id = new EventId("019a0000-%04d-7000-8000-%012d".formatted(turn, i));
            requests.add(new ClaimRequest(new ClaimKey("bench", TOPIC, id), payload));
        }
        return requests;
    }

    private static String keyOf(ClaimRequest request) {
        return "opal:idempotency:" + request.key();
    }

    private void pipeline(List<ClaimRequest> batch) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            batch.forEach(request -> pipeline.set(keyOf(request), "1", NX));
            pipeline.sync();
        }
    }

    private static void claim(IdempotencyStore store, List<ClaimRequest> batch) {
        List<ClaimOutcome> outcomes = store.claim(batch, Expiries.DEFAULT);
        if (!outcomes.stream().allMatch(ClaimOutcome.Claimed.class::isInstance)) {
            throw new IllegalStateException("Cannot go on: a fresh event was not granted, got: " + outcomes);
        }
    }

    private static void inBatches(List<ClaimRequest> all, int size, Consumer<List<ClaimRequest>> work) {
        for (int from = 0; from < all.size(); from += size) {
            work.accept(all.subList(from, Math.min(all.size(), from + size)));
        }
    }

    private void print(Map<Way, List<Double>> rates, int rounds) {
        double each = median(rates.getOrDefault(Way.SET_NX_EACH, List.of()));
        System.out.printf("%d fresh events per turn, median of %d interleaved rounds%n", events, rounds);
        System.out.printf("%-22s %12s %14s%n", "way", "claims/s", "x SET NX each");
        rates.forEach((way, measured) ->
                System.out.printf("%-22s %,12.0f %14.2f%n", way, median(measured), median(measured) / each));
    }

    private static double median(List<Double> measured) {
        double[] values = measured.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
