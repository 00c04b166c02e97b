package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.process.ReplayMark.Effects;
import java.util.Set;

/// What somebody wants to have read again.
///
/// @param topics empty for all that the target takes
/// @param eventsPerSecond at most; 0 for no limit
public record ReplayRequest(
        Set<TopicName> topics,
        ReplaySource source,
        ReplayTarget target,
        int eventsPerSecond,
        Effects effects,
        ReplayOrigin origin) {
    public ReplayRequest {
        topics = Set.copyOf(topics);
        if (eventsPerSecond < 0) {
            throw RefusedReplay.invalid("the rate must not be negative", eventsPerSecond);
        }
        if (target instanceof ReplayTarget.ExistingGroup(String group)) {
            requireForGroup(source, eventsPerSecond, effects);
            if (origin instanceof ReplayOrigin.Archive) {
                throw RefusedReplay.invalid(
                        "a group's positions are places in the log, so it can't be set back into an archive; replay"
                                + " the archive into the tables or a view",
                        group);
            }
        }
    }

    /// From the log.
    public ReplayRequest(
            Set<TopicName> topics, ReplaySource source, ReplayTarget target, int eventsPerSecond, Effects effects) {
        this(topics, source, target, eventsPerSecond, effects, new ReplayOrigin.Log());
    }

    public ReplayRequest(ReplaySource source, ReplayTarget target) {
        this(Set.of(), source, target, 0, Effects.SUPPRESS);
    }

    public ReplayRequest from(ReplayOrigin other) {
        return new ReplayRequest(topics, source, target, eventsPerSecond, effects, other);
    }

    /// A group reads on to the log's end, all of it, at its own pace.
    private static void requireForGroup(ReplaySource source, int rate, Effects effects) {
        switch (source) {
            case ReplaySource.TimeRange range -> {
                if (!range.to().equals(ReplaySource.TimeRange.ALL.to())) {
                    throw RefusedReplay.invalid(
                            "a group that is set back reads on to the end, so there is no `to`", range.to());
                }
            }
            case ReplaySource.Offsets _ -> {}
            case ReplaySource.Trace trace ->
                throw RefusedReplay.invalid("a group can't be set back to a trace", trace.id());
        }
        if (rate > 0) {
            throw RefusedReplay.invalid("a group that is set back reads at its own rate", rate);
        }
        if (effects == Effects.REPEAT) {
            throw RefusedReplay.invalid("a group that is set back handles events as it always does", "effects");
        }
    }
}
