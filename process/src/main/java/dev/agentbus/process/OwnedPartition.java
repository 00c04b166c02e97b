package dev.agentbus.process;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A partition of this member, from its assignment to its revocation. Owned by the worker's thread.
final class OwnedPartition {
    private static final long UNKNOWN = -1;

    private final LogPartition partition;
    private @Nullable Claim claim;
    private boolean flowing;
    private long next = UNKNOWN;
    private long end = UNKNOWN;
    private @Nullable CommittedPosition mirrored;
    private @Nullable Gap gap;
    private String note = "";

    /// Offsets that were expected and did not come: compacted away, markers of transactions, or
    /// lost to retention.
    record Gap(long from, long to) {}

    OwnedPartition(LogPartition partition) {
        this.partition = partition;
    }

    LogPartition partition() {
        return partition;
    }

    boolean claimed() {
        return claim != null;
    }

    /// The claim, its position moving on with what is stored.
    Claim claim() {
        Claim known = claim;
        if (known == null) {
            throw new IllegalStateException("Cannot use partition: it is not claimed yet, got: " + partition);
        }
        return known;
    }

    void claim(Claim claim) {
        this.claim = claim;
    }

    /// Reads from `offset` on.
    void flowFrom(long offset) {
        this.next = offset;
        this.flowing = true;
    }

    void stopFlowing() {
        this.flowing = false;
    }

    boolean flowing() {
        return flowing;
    }

    /// The offset of the next record to be read.
    long next() {
        return next;
    }

    void read(long offset) {
        if (offset > next) {
            Gap known = gap;
            gap = new Gap(known == null ? next : known.from(), offset);
        }
        this.next = offset + 1;
    }

    boolean hasGap() {
        return gap != null;
    }

    /// What is missing before the log's beginning; anything else that is missing never was an
    /// event.
    long takeLost(long beginning) {
        Gap known = gap;
        gap = null;
        return known == null ? 0 : Math.max(0, Math.min(known.to(), beginning) - known.from());
    }

    void end(long offset) {
        this.end = offset;
    }

    /// The position to tell the log's coordinator, if it or its note has changed since the last
    /// time.
    ///
    /// @param progress what the worker wants to remember, see [Progress]
    Optional<CommittedPosition> takeUnmirrored(String progress) {
        Claim known = claim;
        if (known == null || known.position() == Claim.NONE) {
            return Optional.empty();
        }
        String told = progress.isEmpty() ? note : note + "\n" + progress;
        CommittedPosition now = new CommittedPosition(known.position(), told);
        if (now.equals(mirrored)) {
            return Optional.empty();
        }
        mirrored = now;
        return Optional.of(now);
    }

    /// Why it does not flow, to be told beside the position; see [PartitionNote].
    void note(String text) {
        note = text;
    }

    PartitionStatus status(Set<PauseReason> pauses) {
        Claim known = claim;
        OptionalLong position = known == null || known.position() == Claim.NONE
                ? OptionalLong.empty()
                : OptionalLong.of(known.position());
        long from = position.orElse(flowing ? next : UNKNOWN);
        OptionalLong lag =
                end == UNKNOWN || from == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(Math.max(0, end - from));
        return new PartitionStatus(partition, position, lag, pauses);
    }
}
