package dev.agentbus.process.replay;

import dev.agentbus.events.codec.DecodedEvent;
import java.time.Instant;

/// Opens views that are thrown away. Any thread.
public interface ReplayViews {
    /// @param from no event is older
    /// @param asOf the moment as whose present the view shows the past; no event is younger
    ReplayView open(ReplayId id, Instant from, Instant asOf);

    /// One of them. One thread fills it.
    interface ReplayView extends AutoCloseable {
        void take(DecodedEvent event);

        /// Makes visible what was taken.
        void show();

        /// Drops it.
        @Override
        void close();
    }
}
