package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many dead letters stand in the log. Counted when somebody asks, not more often than every
/// few seconds; while the log does not answer, what was counted last holds. Any thread.
final class DeadLetterCount implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterCount.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final TopicAdmin topics;
    private final Set<TopicName> deadLetters;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private CompletableFuture<OptionalLong> counting = CompletableFuture.completedFuture(OptionalLong.empty());
    private OptionalLong known = OptionalLong.empty();
    private long askedNanos = System.nanoTime() - FRESH.toNanos();

    DeadLetterCount(TopicAdmin topics, Collection<Contract> contracts) {
        this.topics = topics;
        this.deadLetters = contracts.stream()
                .flatMap(contract -> contract.deadLetterTopic().stream())
                .collect(Collectors.toSet());
    }

    /// Empty as long as the log never answered.
    synchronized OptionalLong total() {
        if (counting.isDone() && System.nanoTime() - askedNanos >= FRESH.toNanos()) {
            askedNanos = System.nanoTime();
            counting = CompletableFuture.supplyAsync(this::count, executor);
        }
        OptionalLong counted = counting.copy()
                .completeOnTimeout(OptionalLong.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        known = counted.isPresent() ? counted : known;
        return known;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private OptionalLong count() {
        try {
            return OptionalLong.of(topics.records(deadLetters).values().stream()
                    .mapToLong(Long::longValue)
                    .sum());
        } catch (BusFailure e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("Could not count dead letters");
            return OptionalLong.empty();
        }
    }
}
