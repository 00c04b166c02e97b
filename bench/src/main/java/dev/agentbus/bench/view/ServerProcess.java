package dev.agentbus.bench.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A [ViewServer] in a JVM of its own: what it says, and what it costs.
final class ServerProcess implements AutoCloseable {
    private static final long TICKS_PER_SECOND = 100;
    private static final long PAGE_BYTES = 4_096;

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;
    private final int port;

    /// The flags with which a view of its own is meant to run: small heap, C1, serial collector.
    ServerProcess(String kind, int history, int rate) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-cp",
                System.getProperty("java.class.path"),
                ViewServer.class.getName(),
                kind,
                Integer.toString(history),
                Integer.toString(rate)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        port = (int) number("port");
    }

    int port() {
        return port;
    }

    /// Begins the live events.
    void goLive() throws IOException {
        commands.println("live");
        number("live");
    }

    /// Ends them.
    ///
    /// @return how many there were
    long stop() throws IOException {
        commands.println("stop");
        return number("sent");
    }

    /// What is in use after a full collection.
    long heapBytes() throws IOException {
        commands.println("gc");
        return number("heap");
    }

    long rssBytes() throws IOException {
        String[] pages =
                Files.readString(Path.of("/proc/" + process.pid() + "/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * PAGE_BYTES;
    }

    double cpuSeconds() throws IOException {
        return cpuSeconds(process.pid());
    }

    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        commands.close();
        answers.close();
    }

    private long number(String word) throws IOException {
        String line = answers.readLine();
        if (line == null || !line.startsWith(word + " ")) {
            throw new IOException("Cannot follow the measured process: it must say %s, got: %s".formatted(word, line));
        }
        return Long.parseLong(line.substring(word.length() + 1));
    }
}
