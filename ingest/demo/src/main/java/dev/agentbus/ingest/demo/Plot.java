package dev.agentbus.ingest.demo;

import java.util.List;

/// Something that goes on happening in a fleet: each time it unfolds into one story.
interface Plot {
    long NEVER = Long.MAX_VALUE;

    /// When it unfolds next; none of that story's events is earlier.
    long nextMillis();

    /// The events of the next story, in the order of their time, perhaps none; moves [#nextMillis()] on.
    List<FleetEvent> unfold();
}
