package dev.agentbus.process.deadletter;

import dev.agentbus.events.PermanentFailure;
import java.util.List;
import java.util.Set;

/// Which letters to bring back into the log, and how.
///
/// @param from letters in other statuses are left alone
/// @param perSecond records per second at most
/// @param cap letters at most; the oldest records first
public record RedriveRequest(Selection selection, Mode mode, Set<LetterStatus> from, double perSecond, int cap) {
    public static final double DEFAULT_PER_SECOND = 1_000;
    public static final int DEFAULT_CAP = 10_000;
    /// What is kept in memory of a redrive: an outcome per letter.
    public static final int MAX_CAP = 50_000;

    /// Letters by name, or by what they have in common.
    public sealed interface Selection {
        record Named(List<LetterId> ids) implements Selection {
            public Named {
                ids = List.copyOf(ids);
            }
        }

        record Filtered(LetterFilter filter) implements Selection {}
    }

    /// Whether anything happens.
    public enum Mode {
        DRY_RUN,
        REDRIVE
    }

    public RedriveRequest {
        from = Set.copyOf(from);
        if (!(perSecond > 0) || perSecond > 1_000_000) {
            throw new PermanentFailure(
                    "Cannot redrive: rate must be above 0 and at most 1000000 records per second, got: " + perSecond);
        }
        if (cap < 1 || cap > MAX_CAP) {
            throw new PermanentFailure("Cannot redrive: cap must be from 1 to %d, got: %d".formatted(MAX_CAP, cap));
        }
    }

    /// All pending ones of the selection, at the default pace.
    public static RedriveRequest of(Selection selection) {
        return new RedriveRequest(
                selection, Mode.REDRIVE, Set.of(LetterStatus.PENDING), DEFAULT_PER_SECOND, DEFAULT_CAP);
    }

    public RedriveRequest withMode(Mode other) {
        return new RedriveRequest(selection, other, from, perSecond, cap);
    }

    public RedriveRequest withFrom(Set<LetterStatus> statuses) {
        return new RedriveRequest(selection, mode, statuses, perSecond, cap);
    }

    public RedriveRequest withPerSecond(double records) {
        return new RedriveRequest(selection, mode, from, records, cap);
    }

    public RedriveRequest withCap(int letters) {
        return new RedriveRequest(selection, mode, from, perSecond, letters);
    }
}
