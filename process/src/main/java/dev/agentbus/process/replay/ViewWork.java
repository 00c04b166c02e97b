package dev.agentbus.process.replay;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.replay.ReplayViews.ReplayView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Folds the chosen events into a view. The replay's own thread reads, a second one folds.
final class ViewWork implements Work {
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final long SHOW_NANOS = Duration.ofMillis(200).toNanos();

    private final EventLog eventLog;
    private final ReplayLog.Replaying replaying;
    private final ReaderSettings reading;
    private final ReplayView view;
    private volatile String waitsFor = "";
    /// The folding thread's own.
    private long shownNanos = System.nanoTime();

    ViewWork(EventLog eventLog, ReplayLog.Replaying replaying, ReaderSettings reading, ReplayView view) {
        this.eventLog = eventLog;
        this.replaying = replaying;
        this.reading = reading;
        this.view = view;
    }

    /// Reads on while what was read before is folded.
    @Override
    public void run() {
        try (LogReader reader = eventLog.reader(reading);
                ExecutorService folder = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("replay-fold").factory())) {
            RangeReader ranges = new RangeReader(reader, replaying.plan().ranges(), replaying.counts());
            Future<?> before = folder.submit(view::show);
            while (!ranges.finished() && !replaying.gate().ended()) {
                if (!replaying.gate().await(POLL_LIMIT)) {
                    ranges.waited();
                    continue;
                }
                List<LogRecord> records = poll(ranges);
                await(before);
                before = folder.submit(() -> fold(records));
            }
            await(before);
            await(folder.submit(view::show));
        }
    }

    private static void await(Future<?> folding) {
        try {
            folding.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot fill view: interrupted, got: no end", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot fill view: an event broke it, got: " + e.getCause(), e);
        }
    }

    private List<LogRecord> poll(RangeReader ranges) {
        try {
            List<LogRecord> records = ranges.poll(POLL_LIMIT);
            waitsFor = "";
            return records;
        } catch (TransientFailure e) {
            waitsFor = Objects.requireNonNullElse(e.getMessage(), "the log");
            replaying.gate().rest(RETRY_PAUSE);
            ranges.waited();
            return List.of();
        }
    }

    private void fold(List<LogRecord> records) {
        int chosen = 0;
        for (LogRecord record : records) {
            switch (replaying.selection().find(record)) {
                case Selection.Found.Chosen(var event) -> {
                    view.take(event);
                    replaying.counts().chose(record.partition(), record.offset());
                    chosen++;
                }
                case Selection.Found.Unreadable() -> replaying.counts().unreadable();
                case Selection.Found.Other() -> {}
            }
        }
        replaying.gate().spent(chosen);
        if (System.nanoTime() - shownNanos > SHOW_NANOS) {
            view.show();
            shownNanos = System.nanoTime();
        }
    }

    @Override
    public String waitsFor() {
        return waitsFor;
    }
}
