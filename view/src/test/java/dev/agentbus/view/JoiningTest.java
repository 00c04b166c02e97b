package dev.agentbus.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.view.ServedView.Watcher;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JoiningTest {
    private static final Pattern ID = Pattern.compile("\"id\":\"(n-\\d+)\"");
    private static final Pattern PROCESSED = Pattern.compile("\"eventsProcessed\":(\\d+)");
    private static final int WATCHERS = 6;

    private final TestLog log = new TestLog();
    private final AtomicBoolean joining = new AtomicBoolean(true);
    private final AtomicInteger published = new AtomicInteger();

    @Test
    void goesOnFromTheInitialStateWithoutGapOrDuplicate() throws InterruptedException {
        List<Watcher> watchers = new ArrayList<>();
        try (ServedView served = new ServedView(log, Clock.systemUTC())) {
            Thread publisher = Thread.ofPlatform().start(this::publishWhileJoining);
            while (watchers.size() < WATCHERS) {
                watchers.add(served.watch());
            }
            joining.set(false);
            publisher.join();

            for (Watcher watcher : watchers) {
                String initial = watcher.await("INITIAL_STATE");
                int known = Integer.parseInt(found(PROCESSED, initial).getFirst());
                await().until(() -> watcher.actions.get() >= published.get() - known);
                List<String> live = watcher.ofType("AGENT_ACTION").stream()
                        .map(frame -> found(ID, frame).getFirst())
                        .toList();

                assertThat(live)
                        .hasSize(published.get() - known)
                        .doesNotHaveDuplicates()
                        .doesNotContainAnyElementsOf(found(ID, initial));
            }
        }
        watchers.forEach(Watcher::close);
    }

    private void publishWhileJoining() {
        Instant start = Instant.now();
        while (joining.get()) {
            int number = published.incrementAndGet();
            log.append(Fleet.action("n-" + number, "coder", "tool_call", "t", start, 1), start);
            LockSupport.parkNanos(100_000);
        }
    }

    private static List<String> found(Pattern pattern, String frame) {
        return pattern.matcher(frame).results().map(match -> match.group(1)).toList();
    }
}
