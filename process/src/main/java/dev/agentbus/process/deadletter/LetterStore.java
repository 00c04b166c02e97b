package dev.agentbus.process.deadletter;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Dead letters as they are kept, and what has become of them. Safe for any thread; calls block.
///
/// Every method throws [dev.agentbus.events.TransientFailure] when the store can't be reached or can't
/// do it now.
public interface LetterStore {
    /// Brings records back into the log while their letters are locked.
    interface Carrier {
        /// What became of each. Letters whose outcome is [Outcome.Redriven] are marked so. Called for a few
        /// letters at a time, in the order in which their records stood in the log.
        Map<LetterId, Outcome> carry(List<StoredLetter> letters);
    }

    /// Newest first.
    ///
    /// @param before only letters of a smaller sequence
    List<ListedLetter> list(LetterFilter filter, long before, int limit);

    long count(LetterFilter filter);

    /// By number of letters, most first.
    List<CauseCount> causes(LetterFilter filter, int limit);

    Map<LetterStatus, Long> countByStatus();

    Optional<StoredLetter> find(LetterId id);

    /// All of the line that began with this letter, oldest first.
    List<ListedLetter> line(LetterId original);

    /// In the order in which their records stood in the log, so that what has one key stays in order.
    ///
    /// @param statuses of those that a filter selects; what is named is selected in any status, and when
    ///     it does not exist
    List<LetterId> select(RedriveRequest.Selection selection, Set<LetterStatus> statuses, int limit);

    /// Keeps the edit beside the original; an empty one takes an earlier one away. Only letters that are
    /// pending or parked can be edited.
    ///
    /// @return false when there is no such letter in such a status
    boolean edit(LetterId id, Optional<Edit> edit);

    /// @return the letters that were pending or parked, and now are not
    Set<LetterId> discard(Collection<LetterId> ids, String reason);

    /// Forgets letters that were redriven or discarded, and not those of a line in which one is still
    /// open. Letters that others have locked are left for the next time.
    ///
    /// @param before those that were written and settled earlier
    /// @param limit how many at most
    /// @return how many
    int forgetSettled(Instant before, int limit);

    /// Locks the letters, so that nobody else redrives them meanwhile, hands those in one of the
    /// statuses to `carrier`, and marks those that it brought into the log: all in one transaction. When
    /// that fails after the log has taken them, they stay as they were and can be redriven again, under
    /// the same event ids.
    ///
    /// @return one outcome per letter
    Map<LetterId, Outcome> redrive(List<LetterId> ids, Set<LetterStatus> from, Carrier carrier);
}
