package dev.agentbus.view;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// Bounds of the view's memory and of what it keeps.
///
/// @param window how far back counts and lists reach, by event time
/// @param traceBytes what the trace index may hold
/// @param listBytes what each list of newest events may hold
/// @param eventBytes larger events are kept with their long values cut, and say so
/// @param maxIds ids remembered against double counting; beyond it the oldest hours are forgotten
///     first
/// @param maxNames agents (strategies, pairs) counted under their own names
public record ViewSettings(Duration window, long traceBytes, long listBytes, int eventBytes, int maxIds, int maxNames) {
    public static final ViewSettings DEFAULT =
            new ViewSettings(Duration.ofHours(24), 40L << 20, 8L << 20, 32 << 10, 500_000, 1_000);

    /// Newest events kept, by kind.
    static final int MAX_ACTIONS = 1_000;

    static final int MAX_DECISIONS = 1_000;
    static final int MAX_TRANSFORMATIONS = 500;
    static final int MAX_PERFORMANCE = 1_000;
    static final int MAX_OTHERS = 500;

    public ViewSettings {
        requireAtLeast("view.window-minutes", 10, window.toMinutes());
        requireAtLeast("view.trace-bytes", 1 << 16, traceBytes);
        requireAtLeast("view.list-bytes", 1 << 16, listBytes);
        requireAtLeast("view.event-bytes", 1 << 10, eventBytes);
        requireAtLeast("view.max-ids", 1_000, maxIds);
        requireAtLeast("view.max-names", 10, maxNames);
    }

    ViewSettings withWindow(Duration other) {
        return new ViewSettings(other, traceBytes, listBytes, eventBytes, maxIds, maxNames);
    }

    static int listSize(Kind kind) {
        return switch (kind) {
            case ACTION -> MAX_ACTIONS;
            case DECISION -> MAX_DECISIONS;
            case TRANSFORMATION -> MAX_TRANSFORMATIONS;
            case PERFORMANCE -> MAX_PERFORMANCE;
            case OTHER -> MAX_OTHERS;
        };
    }

    private static void requireAtLeast(String key, long least, long value) {
        if (value < least) {
            throw new Misconfigured(key + " must be at least " + least + ", got: " + value);
        }
    }
}
