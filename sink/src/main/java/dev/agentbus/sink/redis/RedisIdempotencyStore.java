package dev.agentbus.sink.redis;

import dev.agentbus.process.idempotency.ClaimKey;
import dev.agentbus.process.idempotency.ClaimOutcome;
import dev.agentbus.process.idempotency.ClaimRequest;
import dev.agentbus.process.idempotency.Expiries;
import dev.agentbus.process.idempotency.IdempotencyStore;
import dev.agentbus.process.idempotency.Ticket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// Claims in Redis, shared by all processes of a fleet: one script call per batch and consumer,
/// times by the server's clock.
///
/// Redis remembers what it was asked to, within bounds: it forgets the last second when it is
/// killed (append-only file, `everysec`), what was not yet copied when a replica takes over, and
/// anything at all when it is told to evict keys (`maxmemory-policy allkeys-…`). An effect may then
/// happen twice; where that must not be, the destination needs a unique key of its own.
public final class RedisIdempotencyStore implements IdempotencyStore {
    private static final String PREFIX = "agentbus:idempotency:";
    /// A script holds all others up while it runs; this many keys take a few milliseconds.
    private static final int MAX_BATCH = 500;

    private static final Script CLAIM = Script.beside(RedisIdempotencyStore.class, "claim.lua");
    private static final Script COMPLETE = Script.beside(RedisIdempotencyStore.class, "complete.lua");
    private static final Script RELEASE = Script.beside(RedisIdempotencyStore.class, "release.lua");

    private final RedisCalls redis;

    /// Connects with the first call.
    public RedisIdempotencyStore(RedisSettings settings) {
        this.redis = new RedisCalls(settings, "the idempotency store");
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<ClaimOutcome> claim(List<ClaimRequest> requests, Expiries expiries) {
        return inBatches(requests, request -> request.key().consumer(), batch -> claimBatch(batch, expiries));
    }

    private List<ClaimOutcome> claimBatch(List<ClaimRequest> batch, Expiries expiries) {
        List<String> keys = new ArrayList<>(batch.size() + 1);
        List<String> arguments = new ArrayList<>(batch.size() + 3);
        keys.add(prefixOf(batch.getFirst().key().consumer()) + "fence");
        arguments.add(millis(expiries.inProgress()));
        arguments.add(millis(expiries.done()));
        arguments.add(UUID.randomUUID().toString());
        for (ClaimRequest request : batch) {
            keys.add(keyOf(request.key()));
            arguments.add(request.payload().value());
        }
        List<?> answers = (List<?>) redis.run("claim in", CLAIM, keys, arguments);
        List<ClaimOutcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(outcome(batch.get(i).key(), String.valueOf(answers.get(i))));
        }
        return outcomes;
    }

    private static ClaimOutcome outcome(ClaimKey key, String answer) {
        String[] parts = answer.split("\\|", -1);
        return switch (parts[0]) {
            case "C" -> new ClaimOutcome.Claimed(new Ticket(key, Long.parseLong(parts[1])), Integer.parseInt(parts[2]));
            case "I" -> new ClaimOutcome.InProgress(key, Duration.ofMillis(Long.parseLong(parts[1])));
            case "D" -> new ClaimOutcome.Done(key);
            case "M" -> new ClaimOutcome.Mismatched(key);
            default -> throw new IllegalStateException("Cannot claim: the script gave no known answer, got: " + answer);
        };
    }

    @Override
    public List<Ticket> complete(List<Ticket> tickets, Expiries expiries) {
        return inBatches(tickets, ticket -> ticket.key().consumer(), batch -> completeBatch(batch, expiries));
    }

    private List<Ticket> completeBatch(List<Ticket> batch, Expiries expiries) {
        List<String> arguments = new ArrayList<>(batch.size() + 1);
        arguments.add(millis(expiries.done()));
        batch.forEach(ticket -> arguments.add(Long.toString(ticket.fence())));
        List<?> answers = (List<?>) redis.run("complete claims in", COMPLETE, keysOf(batch), arguments);
        List<Ticket> late = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!answers.get(i).equals(1L)) {
                late.add(batch.get(i));
            }
        }
        return late;
    }

    @Override
    public void release(List<Ticket> tickets) {
        inBatches(tickets, ticket -> ticket.key().consumer(), batch -> {
            List<String> fences =
                    batch.stream().map(ticket -> Long.toString(ticket.fence())).toList();
            redis.run("give claims back in", RELEASE, keysOf(batch), fences);
            return batch;
        });
    }

    @Override
    public void check() {
        redis.check();
    }

    @Override
    public void close() {
        redis.close();
    }

    /// Consecutive items of one consumer go in one call, as their keys stand in one slot of a
    /// cluster.
    private static <T, R> List<R> inBatches(
            List<T> items, Function<T, String> consumerOf, Function<List<T>, List<R>> call) {
        List<R> results = new ArrayList<>(items.size());
        int from = 0;
        for (int to = 1; to <= items.size(); to++) {
            boolean full = to - from == MAX_BATCH;
            if (full
                    || to == items.size()
                    || !consumerOf.apply(items.get(to)).equals(consumerOf.apply(items.get(from)))) {
                results.addAll(call.apply(items.subList(from, to)));
                from = to;
            }
        }
        return results;
    }

    private static List<String> keysOf(List<Ticket> tickets) {
        return tickets.stream().map(ticket -> keyOf(ticket.key())).toList();
    }

    /// The event's id comes last and may hold anything; the consumer's name can't end the braces
    /// early, which name the slot.
    static String keyOf(ClaimKey key) {
        return prefixOf(key.consumer()) + key.topic() + ":" + key.event();
    }

    private static String prefixOf(String consumer) {
        return PREFIX + "{" + URLEncoder.encode(consumer, StandardCharsets.UTF_8) + "}:";
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }
}
