package dev.agentbus.process.groups;

import java.time.Instant;
import java.util.OptionalLong;

/// One partition of one group at one moment.
///
/// @param source who said so: positions of two sources are not to be compared
/// @param position the offset of the first record that is not done; empty when the group has none
/// @param end of the partition
/// @param lag records that are not done: what lies between position and end and is no record is
///     left out as far as that is known; 0 without a position
record Look(Instant time, Source source, OptionalLong position, long end, long lag) {
    /// Where a position comes from.
    enum Source {
        /// Our own worker, which knows what is stored.
        WORKER,
        /// The log, where groups commit: for our own a moment later than the truth.
        LOG
    }

    boolean behind() {
        return lag > 0;
    }

    boolean sameAs(Look other) {
        return position.equals(other.position);
    }

    boolean before(Look other) {
        return position.isPresent() && other.position.isPresent() && position.getAsLong() < other.position.getAsLong();
    }
}
