package dev.agentbus.engine;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;

/// Waiting for a starting process to answer.
final class Await {
    private static final Duration STEP = Duration.ofMillis(15);

    private Await() {}

    /// Tries `attempt` until it does not fail in passing.
    ///
    /// @param alive called before each attempt; throws when waiting has no point any more
    static void answer(Duration limit, Runnable alive, Runnable attempt) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            alive.run();
            try {
                attempt.run();
                return;
            } catch (TransientFailure failure) {
                if (System.nanoTime() > end) {
                    throw failure;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot wait for an engine: interrupted", e);
        }
    }
}
