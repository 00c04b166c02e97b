package dev.agentbus.app;

import dev.agentbus.events.BusFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether each part of this process can do its work now.
///
/// Safe for any thread. Parts are asked side by side, so that one which hangs does not hide the
/// others.
final class Readiness implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Map<String, Runnable> checks;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// @param checks by the part's name; a check returns, or throws a [BusFailure] that says what
    ///     is wrong
    Readiness(Map<String, Runnable> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    /// @return for each part what is wrong with it, empty if nothing is
    Map<String, Optional<String>> ask() {
        Map<String, CompletableFuture<Void>> running = new LinkedHashMap<>();
        checks.forEach((part, check) -> running.put(part, CompletableFuture.runAsync(check, executor)));
        Map<String, Optional<String>> answers = new LinkedHashMap<>();
        running.forEach((part, answer) -> answers.put(part, await(answer)));
        return answers;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static Optional<String> await(CompletableFuture<Void> answer) {
        try {
            answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException _) {
            return Optional.of("no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Optional.of(
                    e.getCause() instanceof BusFailure failure
                            ? String.valueOf(failure.getMessage())
                            : String.valueOf(e.getCause()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
