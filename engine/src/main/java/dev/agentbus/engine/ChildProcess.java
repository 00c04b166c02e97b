package dev.agentbus.engine;

import dev.agentbus.events.TransientFailure;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One engine's process, which never outlives ours.
///
/// It runs in a session of its own, so that Ctrl-C reaches it only by way of an orderly stop.
/// Beside it stands a guard, a shell that waits on a pipe from us: when we are gone, however it
/// happened, the pipe ends and the guard stops the engine. A leftover that escaped both is found by
/// its pid file at the next start and ended, once its command line proves it ours.
final class ChildProcess {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration SPAWN = Duration.ofSeconds(2);
    private static final String GUARD = """
            trap '' INT TERM HUP
            if read -r released; then exit 0; fi
            kill -s CONT "$1"; kill -s "$2" "$1"
            n=0
            while kill -0 "$1" 2>/dev/null && [ $n -lt 150 ]; do sleep 0.1; n=$((n + 1)); done
            kill -s KILL "$1" 2>/dev/null
            """;

    private final String name;
    private final EngineFolder folder;
    private final String stopSignal;
    private volatile @Nullable Running running;

    /// @param released completes when the engine has ended and its guard was told
    private record Running(Process engine, CompletableFuture<Void> released) {}

    /// @param stopSignal the signal that ends this engine in order, like `TERM`
    ChildProcess(String name, EngineFolder folder, String stopSignal) {
        this.name = name;
        this.folder = folder;
        this.stopSignal = stopSignal;
    }

    /// Starts `command`, its output appended to the engine's log file.
    void start(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(command))
                    .directory(folder.root().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.log(name).toFile()));
            builder.environment().putAll(environment);
            Process engine = builder.start();
            Process guard = guard(engine.pid());
            running = new Running(engine, engine.onExit().thenRun(() -> release(guard)));
            Files.writeString(folder.pidFile(name), Long.toString(engine.pid()));
            log.atDebug()
                    .addKeyValue("engine", name)
                    .addKeyValue("pid", engine.pid())
                    .log("Started process");
        } catch (IOException e) {
            throw new TransientFailure("Cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    boolean isRunning() {
        Running now = running;
        return now != null && now.engine().isAlive();
    }

    ProcessHandle handle() {
        Running now = running;
        if (now == null || !now.engine().isAlive()) {
            throw new TransientFailure("Cannot reach %s: it does not run, got: %s".formatted(name, exitOf(now)));
        }
        return now.engine().toHandle();
    }

    long rssBytes() {
        Running now = running;
        return now == null || !now.engine().isAlive()
                ? 0
                : ProcessMemory.ofTree(now.engine().toHandle());
    }

    CompletableFuture<ProcessHandle> exit() {
        return handle().onExit();
    }

    /// Fails if the process has ended, with its exit code and the last lines of its log.
    void requireRunning() {
        if (!isRunning()) {
            throw new TransientFailure("Cannot start %s: it ended with %s, see %s:%n%s"
                    .formatted(name, exitOf(running), folder.log(name), lastLines(folder.log(name))));
        }
    }

    void stop() {
        Running now = running;
        if (now == null) {
            return;
        }
        thaw();
        signal(now.engine().toHandle(), stopSignal);
        awaitOrKill(now.engine().toHandle(), GRACE);
        now.released().join();
    }

    /// The parent first, which would start others for those that it sees die; returns when all are
    /// gone.
    void kill() {
        Running now = running;
        if (now != null) {
            List<ProcessHandle> tree = Stream.concat(
                            Stream.of(now.engine().toHandle()),
                            now.engine().toHandle().descendants())
                    .toList();
            tree.forEach(ProcessHandle::destroyForcibly);
            tree.forEach(process -> process.onExit().join());
            now.released().join();
        }
    }

    void freeze() {
        signalTree("STOP");
    }

    void thaw() {
        signalTree("CONT");
    }

    private void signalTree(String signal) {
        Running now = running;
        if (now != null && now.engine().isAlive()) {
            signal(now.engine().toHandle(), signal);
            now.engine().descendants().forEach(child -> signal(child, signal));
        }
    }

    /// Ends what an earlier run left behind, which would hold the port and the data.
    ///
    /// @param marker an argument of the engine's command line that no other process has
    void endLeftover(String marker) {
        try {
            Path file = folder.pidFile(name);
            if (!Files.exists(file)) {
                return;
            }
            ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(process -> commandLine(process).contains(marker))
                    .ifPresent(leftover -> {
                        log.atWarn()
                                .addKeyValue("engine", name)
                                .addKeyValue("pid", leftover.pid())
                                .log("Ending an engine that an earlier run left behind");
                        signal(leftover, "CONT");
                        signal(leftover, stopSignal);
                        awaitOrKill(leftover, GRACE);
                    });
            Files.deleteIfExists(file);
        } catch (IOException | NumberFormatException e) {
            log.atWarn().addKeyValue("engine", name).setCause(e).log("Cannot read the pid file of an earlier run");
        }
    }

    private Process guard(long pid) throws IOException {
        return new ProcessBuilder(
                        inOwnSession(List.of("/bin/sh", "-c", GUARD, "agentbus-guard", Long.toString(pid), stopSignal)))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void release(Process guard) {
        try (var pipe = guard.outputWriter()) {
            pipe.write("released\n");
        } catch (IOException _) {
            guard.destroyForcibly();
        }
    }

    private static List<String> inOwnSession(List<String> command) {
        List<String> whole = new ArrayList<>(Shell.sessionPrefix());
        whole.addAll(command);
        return whole;
    }

    private static void signal(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SPAWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitOrKill(ProcessHandle process, Duration grace) {
        process.onExit()
                .completeOnTimeout(process, grace.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        if (process.isAlive()) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            return Files.exists(arguments)
                    ? Files.readString(arguments).replace('\0', ' ')
                    : process.info().commandLine().orElse("");
        } catch (IOException _) {
            return "";
        }
    }

    private static String exitOf(@Nullable Running run) {
        return run == null || run.engine().isAlive()
                ? "no process"
                : "exit code " + run.engine().exitValue();
    }

    private static String lastLines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 8), all.size()));
        } catch (IOException | UncheckedIOException _) {
            return "";
        }
    }
}
