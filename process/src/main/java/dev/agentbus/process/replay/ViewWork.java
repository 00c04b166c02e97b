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

/// Folds the chosen events into a view.
final class ViewWork implements Work {
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final long SHOW_NANOS = Duration.ofMillis(200).toNanos();

    private final EventLog eventLog;
    private final ReplayLog.Replaying replaying;
    private final ReaderSettings reading;
    private final ReplayView view;
    private volatile String waitsFor = "";

    ViewWork(EventLog eventLog, ReplayLog.Replaying replaying, ReaderSettings reading, ReplayView view) {
        this.eventLog = eventLog;
        this.replaying = replaying;
        this.reading = reading;
        this.view = view;
    }

    @Override
    public void run() {
        long shown = System.nanoTime();
        try (LogReader reader = eventLog.reader(reading)) {
            RangeReader ranges = new RangeReader(reader, replaying.plan().ranges(), replaying.counts());
            while (!ranges.finished() && !replaying.gate().ended()) {
                if (!replaying.gate().await(POLL_LIMIT)) {
                    ranges.waited();
                    continue;
                }
                replaying.gate().spent(fold(poll(ranges)));
                if (System.nanoTime() - shown > SHOW_NANOS) {
                    view.show();
                    shown = System.nanoTime();
                }
            }
        }
        view.show();
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

    private int fold(List<LogRecord> records) {
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
        return chosen;
    }

    @Override
    public String waitsFor() {
        return waitsFor;
    }
}
