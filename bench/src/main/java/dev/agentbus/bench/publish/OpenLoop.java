package dev.agentbus.bench.publish;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Publishes at a fixed rate, whatever the calls take: a call that blocks delays the ones behind
/// it, and they count from the time at which they were due.
final class OpenLoop {
    private static final int KEYS = 64;
    private static final int PAYLOAD_BYTES = 500;
    private static final long NAP_ABOVE_NANOS = 100_000;

    private final String[] keys = new String[KEYS];
    private final byte[][] payloads = new byte[KEYS][];
    private final long intervalNanos;

    /// @param cost what each call took
    /// @param response from when it was due to when it returned
    record Run(Histogram cost, Histogram response) {
        static Run empty() {
            return new Run(new Histogram(3), new Histogram(3));
        }

        void add(Run other) {
            cost.add(other.cost);
            response.add(other.response);
        }
    }

    OpenLoop(int perSecond) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        Random random = new Random(42);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "trace-" + i;
            payloads[i] = payload(random);
        }
    }

    Run run(Subject subject, long seconds) {
        Run run = Run.empty();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long due = start;
        for (int i = 0; due < end; i++, due += intervalNanos) {
            awaitTime(due);
            long before = System.nanoTime();
            if (before > end) {
                // What blocked calls kept from being made at all is not made up for: each would cost as much.
                break;
            }
            subject.publish(keys[i % KEYS], payloads[i % KEYS]);
            long after = System.nanoTime();
            run.cost().recordValue(after - before);
            run.response().recordValue(after - due);
        }
        return run;
    }

    private static void awaitTime(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            if (left > NAP_ABOVE_NANOS) {
                LockSupport.parkNanos(left);
            } else {
                Thread.onSpinWait();
            }
            left = due - System.nanoTime();
        }
    }

    /// Like an agent's action; half of it can't be compressed.
    private static byte[] payload(Random random) {
        StringBuilder json = new StringBuilder("{\"agent_name\":\"coder\",\"action_type\":\"tool_call\","
                + "\"action_name\":\"Read\",\"action_details\":{\"file_path\":\"/src/main/java/A.java\",\"text\":\"");
        while (json.length() < PAYLOAD_BYTES - 3) {
            json.append((char) ('a' + random.nextInt(26)));
        }
        return json.append("\"}}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
