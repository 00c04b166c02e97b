package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is said when a task is over: the task with its steps, the quality of what was edited, and now and then a
/// pattern
/// worth keeping.
final class TaskReport {
    private static final int MAX_STEPS = 12;
    private static final int MAX_FILES = 4;
    private static final double WORTH_KEEPING = 0.22;

    private final Trace trace;
    private final Agent lead;
    private final Dice dice;

    TaskReport(Trace trace, Agent lead) {
        this.trace = trace;
        this.lead = lead;
        this.dice = trace.dice();
    }

    void write(Turn.Ending ending, long tookMillis) {
        long at = ending.atMillis() + 20;
        double quality = Math.clamp((ending.success() ? 0.86 : 0.45) + 0.07 * dice.normal(), 0.05, 0.99);
        task(at, ending, tookMillis, quality);
        int files = 0;
        for (Project.SourceFile file : trace.edited()) {
            if (files++ < MAX_FILES) {
                at += dice.between(30, 400);
                quality(at, file, quality);
            }
        }
        if (ending.success() && dice.chance(WORTH_KEEPING)) {
            at += dice.between(50, 300);
            trace.add(at, lead, Patterns.success(trace, at, tookMillis));
        }
    }

    private void task(long at, Turn.Ending ending, long tookMillis, double quality) {
        Request request = trace.request();
        EventId id = trace.mint(at);
        Doc fields = Says.opening(id, trace)
                .text("fingerprint_id", request.fingerprint())
                .text("task_hash", request.hash())
                .text("original_prompt", request.prompt())
                .text("task_type", request.role().domain())
                .text("domain", request.project().name())
                .text("agent_name", lead.name())
                .texts("agent_chain", trace.agents().stream().map(Agent::name).toList())
                .flag("success", ending.success())
                .score("quality_score", quality)
                .score("complexity_score", Math.min(1, trace.steps().size() / 80.0))
                .docs("steps", steps())
                .span("total_duration_ms", tookMillis)
                .texts("tools_used", tools())
                .flag("user_acceptance", ending.success() && dice.chance(0.93))
                .ago("timestamp", 0);
        trace.add(at, lead, new Says.Said(Says.TASKS, id, request.fingerprint(), fields));
    }

    /// A dozen of them, spread over the task.
    private List<Doc> steps() {
        List<Trace.Step> all = trace.steps();
        int every = 1 + (all.size() - 1) / MAX_STEPS;
        List<Doc> steps = new ArrayList<>(MAX_STEPS);
        for (int i = 0; i < all.size(); i += every) {
            Trace.Step step = all.get(i);
            steps.add(new Doc()
                    .whole("step_number", i + 1L)
                    .text("action", step.tool().label() + " " + step.subject())
                    .span("duration_ms", step.millis())
                    .text("outcome", step.success() ? "success" : "failure"));
        }
        return steps;
    }

    private List<String> tools() {
        Set<String> tools = new LinkedHashSet<>();
        trace.steps().forEach(step -> tools.add(step.tool().label()));
        return List.copyOf(tools);
    }

    private void quality(long at, Project.SourceFile file, double quality) {
        EventId id = trace.mint(at);
        int passed = dice.between(4, 220);
        int failed = quality < 0.6 ? dice.between(1, 6) : 0;
        Doc fields = Says.opening(id, trace)
                .text("path_id", file.pathId())
                .text("fingerprint_id", trace.request().fingerprint())
                .text("agent_name", lead.name())
                .text("file_path", file.path())
                .text("artifact_type", file.isTest() ? "test" : file.isDocument() ? "documentation" : "source_code")
                .text(
                        "language",
                        file.isDocument() ? "markdown" : trace.project().language())
                .score("quality_score", Math.clamp(quality + 0.05 * dice.normal(), 0, 1))
                .whole("lines_added", dice.logNormal(14, 0.9))
                .whole("lines_modified", dice.logNormal(6, 0.8))
                .whole("lines_deleted", dice.logNormal(5, 0.9))
                .score("test_coverage", dice.between(58.0, 97.0))
                .whole("tests_passed", passed)
                .whole("tests_failed", failed)
                .flag("lint_passed", dice.chance(0.94))
                .flag("type_check_passed", failed == 0 || dice.chance(0.6))
                .flag("security_scan_passed", dice.chance(0.985))
                .with(
                        "complexity_metrics",
                        new Doc()
                                .whole("cyclomatic_complexity", dice.logNormal(9, 0.5))
                                .whole("cognitive_complexity", dice.logNormal(12, 0.6))
                                .whole("nesting_depth", dice.between(1, 5)))
                .ago("timestamp", 0);
        trace.add(at, lead, new Says.Said(Says.QUALITY, id, file.pathId(), fields));
    }
}
