package dev.agentbus.cli;

import dev.agentbus.app.App;
import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/// Runs a bus in this process until it is told to end.
final class Bus {
    /// What runs beside the bus in this process, from when it is ready until it stops.
    interface Companion {
        Companion NONE = new Companion() {
            @Override
            public void start() {}

            @Override
            public void stop() {}
        };

        /// Returns at once.
        void start();

        /// Returns when it has ended; the bus still runs.
        void stop();
    }

    private Bus() {}

    /// Returns never: Ctrl-C or SIGTERM end the parts in order, then the process with exit code 0.
    static void run(Configuration configuration, PrintWriter out, String greeting, Companion companion) {
        long started = System.nanoTime();
        BusSettings settings = BusSettings.of(configuration);
        App app = new App(settings, step -> say(out, "  " + step));
        Thread hook = new Thread(() -> end(app, companion, out), "agentbus-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            app.start();
        } catch (RuntimeException failure) {
            Runtime.getRuntime().removeShutdownHook(hook);
            throw failure;
        }
        double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
        say(
                out,
                "agentbus is ready: http://%s (after %s s)"
                        .formatted(settings.http(), String.format(Locale.ROOT, "%.1f", seconds)));
        say(out, greeting.replace("HTTP", "http://" + settings.http()));
        companion.start();
        awaitEnd();
    }

    private static void end(App app, Companion companion, PrintWriter out) {
        say(out, "agentbus is stopping");
        companion.stop();
        app.close();
        say(out, "agentbus has stopped");
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
