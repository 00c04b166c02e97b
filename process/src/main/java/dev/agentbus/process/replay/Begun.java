package dev.agentbus.process.replay;

import dev.agentbus.log.EventLog;
import dev.agentbus.process.replay.ReplayViews.ReplayView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replay of which it is known what it reads, and not yet where that goes.
///
/// @param parts one per stretch, or an empty one; of one gate and one mark
record Begun(ReplayRequest request, ReplaySources.Course course, List<ReplayLog.Replaying> parts) {
    /// Carries one stretch to where it goes.
    interface Stage {
        Work of(EventLog log, ReplayLog.Replaying part);
    }

    static Begun of(ReplayRequest request, ReplaySources.Course course, Selection selection) {
        Gate gate = new Gate(request.eventsPerSecond());
        ReplayLog.Mark mark = new ReplayLog.Mark(ReplayId.mint(), request.effects());
        List<ReplayPlan> plans = new ArrayList<>();
        course.stretches().forEach(stretch -> plans.add(stretch.plan()));
        if (plans.isEmpty()) {
            plans.add(ReplayPlan.NOTHING);
        }
        return new Begun(
                request,
                course,
                plans.stream()
                        .map(plan ->
                                new ReplayLog.Replaying(plan, selection, gate, new ReplayCounts(plan.ranges()), mark))
                        .toList());
    }

    ReplayId id() {
        return parts.getFirst().mark().id();
    }

    ReplayJob job(Stage stage, @Nullable ReplayView view, Clock clock) {
        List<Work> stages = new ArrayList<>();
        for (int i = 0; i < course.stretches().size(); i++) {
            // A reader of no partition would wait for ever.
            if (!parts.get(i).plan().ranges().isEmpty()) {
                stages.add(stage.of(course.stretches().get(i).log(), parts.get(i)));
            }
        }
        Work work = new CourseWork(stages, course, parts.getFirst().gate());
        return new ReplayJob(request, parts, work, view, clock);
    }
}
