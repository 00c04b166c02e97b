package dev.agentbus.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final PushSettings HASTY = new PushSettings(
            1_024,
            2L << 20,
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            100,
            1_000);

    @Test
    void endsAConnectionAfterTwoPingsWithoutAnswer() throws Exception {
        TestLog log = new TestLog();
        try (ServedView served = new ServedView(log, Clock.systemUTC(), HASTY, null);
                ServedView.Watcher answering = served.watch();
                Socket mute = RawSocket.openAndNeverRead(served.port())) {
            int pings = countPingsUntilTheEnd(mute.getInputStream());

            assertThat(pings).isEqualTo(2);
            await().until(() -> served.view.clients().size() == 1);
            answering.await("INITIAL_STATE");
        }
    }

    /// A ping is the two bytes 0x89 0x00; no other frame holds them, for JSON in ASCII has neither.
    private static int countPingsUntilTheEnd(InputStream in) throws Exception {
        int pings = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            pings += b == 0x89 ? 1 : 0;
        }
        return pings;
    }
}
