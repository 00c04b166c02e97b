package dev.agentbus.view;

import static dev.agentbus.view.Fleet.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.view.ServedView.Watcher;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StuckClientTest {
    private static final int EVENTS = 3_000;
    private static final String FOUR_KB = "x".repeat(4_000);

    private final TestLog log = new TestLog();
    private final Instant now = Instant.now();
    private final ServedView served = new ServedView(log, Clock.systemUTC());

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void delaysNobodyAndIsDisconnected() throws Exception {
        List<Watcher> healthy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            healthy.add(served.watch());
        }
        try (Socket stuck = RawSocket.openAndNeverRead(served.port())) {
            await().until(() -> served.view.clients().size() == 6);

            for (int i = 0; i < EVENTS; i++) {
                log.append(said(Fleet.ACTIONS, """
                        {"event_id":"e%d","agent_name":"coder","action_type":"tool_call","action_name":"%s",
                         "correlation_id":"t","timestamp":"%s"}""".formatted(i, FOUR_KB, now)), now);
                if (i % 100 == 99) {
                    int sent = i + 1;
                    await().pollInterval(Duration.ofMillis(2))
                            .until(() -> healthy.stream().allMatch(watcher -> actions(watcher) >= sent - 100));
                }
            }

            for (Watcher watcher : healthy) {
                await().until(() -> actions(watcher) == EVENTS);
                assertThat(watcher.ofType("MISSED")).isEmpty();
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> served.view.clients().size() == 5);
            assertThat(stuck.isConnected()).isTrue();
        }
        healthy.forEach(Watcher::close);
    }

    private static long actions(Watcher watcher) {
        return watcher.actions.get();
    }
}
