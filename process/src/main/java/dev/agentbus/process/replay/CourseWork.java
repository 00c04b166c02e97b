package dev.agentbus.process.replay;

import java.util.List;

/// One stretch after another; what could not be read of an archive makes the whole incomplete.
final class CourseWork implements Work {
    private static final int MAX_NAMED = 5;

    private final List<Work> stages;
    private final ReplaySources.Course course;
    private final Gate gate;

    CourseWork(List<? extends Work> stages, ReplaySources.Course course, Gate gate) {
        this.stages = List.copyOf(stages);
        this.course = course;
        this.gate = gate;
    }

    @Override
    public void run() {
        for (Work stage : stages) {
            if (!gate.ended()) {
                stage.run();
            }
        }
        List<String> broken = course.broken();
        if (!broken.isEmpty() && !gate.ended()) {
            throw RefusedReplay.conflict(
                    "complete",
                    "files of the archive are not as they were written and were left out, all others were read"
                            + " (%d broken)".formatted(broken.size()),
                    String.join("; ", broken.subList(0, Math.min(MAX_NAMED, broken.size()))));
        }
    }

    @Override
    public Carried carried() {
        long stored = 0;
        long duplicates = 0;
        for (Work stage : stages) {
            Carried carried = stage.carried();
            stored += carried.stored();
            duplicates += carried.duplicates();
        }
        return new Carried(stored, duplicates);
    }

    /// Broken files too: whoever waits may want to know before the end.
    @Override
    public String waitsFor() {
        List<String> broken = course.broken();
        return stages.stream()
                .map(Work::waitsFor)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse(broken.isEmpty() ? "" : "left out: " + broken.getFirst());
    }
}
