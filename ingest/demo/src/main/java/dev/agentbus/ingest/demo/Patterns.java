package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.List;

/// What is learnt from failures and successes.
final class Patterns {
    /// When something failed, and how long it took to get over it.
    record Occasion(Tool.Use use, long atMillis, long enduredMillis) {}

    private Patterns() {}

    static Says.Said failure(Trace trace, Troubles.Sighting sighting, Occasion occasion) {
        Mishap mishap = sighting.mishap();
        EventId id = trace.mint(occasion.atMillis);
        Doc fields = Says.opening(id, trace)
                .text("failure_id", sighting.failureId())
                .text("fingerprint_id", trace.request().fingerprint())
                .text("failure_type", mishap.type())
                .text("error_category", mishap.category())
                .text("error_message", mishap.in(trace.request()))
                .with(
                        "failed_step",
                        new Doc()
                                .whole("step_number", trace.steps().size())
                                .text("action", occasion.use.subject())
                                .text("tool", occasion.use.tool().label()))
                .texts("contributing_factors", List.of(trace.project().name(), mishap.category()))
                .whole("occurrence_count", sighting.occurrences())
                .ago("first_occurrence_at", sighting.sinceMillis())
                .ago("last_occurrence_at", 0)
                .score("confidence_score", Math.min(0.97, 0.4 + 0.12 * sighting.occurrences()));
        if (sighting.cured()) {
            cure(fields, mishap, occasion.enduredMillis);
        }
        return new Says.Said(Says.FAILURE_PATTERNS, id, sighting.failureId(), fields.ago("timestamp", 0));
    }

    /// The same call again and again, stopped from outside.
    static Says.Said loop(Trace trace, Tool.Use use, int repeats, long atMillis) {
        EventId id = trace.mint(atMillis);
        String failureId = EventId.named("demo-loop:" + trace.project().name()).value();
        Doc fields = Says.opening(id, trace)
                .text("failure_id", failureId)
                .text("failure_type", "Loop")
                .text("error_category", "no_progress")
                .text("error_message", "The same call failed " + repeats + " times in a row: " + use.subject())
                .whole("occurrence_count", repeats)
                .text("root_cause", "The agent repeats a call whose outcome cannot change")
                .ago("last_occurrence_at", 0);
        return new Says.Said(Says.FAILURE_PATTERNS, id, failureId, fields.ago("timestamp", 0));
    }

    static Says.Said success(Trace trace, long atMillis, long tookMillis) {
        Request request = trace.request();
        String domain = request.role().domain();
        String patternId = EventId.named(
                        "demo-pattern:" + domain + "/" + request.project().language())
                .value();
        EventId id = trace.mint(atMillis);
        List<Doc> steps = trace.steps().stream()
                .filter(Trace.Step::success)
                .limit(5)
                .map(step -> new Doc().text("action", step.tool().label()))
                .toList();
        Doc fields = Says.opening(id, trace)
                .text("pattern_id", patternId)
                .text("fingerprint_id", request.fingerprint())
                .text("pattern_name", domain + " in " + request.project().language() + " projects")
                .text("pattern_type", domain)
                .with("pattern_template", new Doc().docs("steps", steps))
                .with(
                        "applicability_criteria",
                        new Doc()
                                .texts("domains", List.of(domain))
                                .texts("technologies", List.of(request.project().language())))
                .with(
                        "validation_criteria",
                        new Doc().score("min_quality_score", 0.8).whole("min_test_coverage", 75))
                .whole("reuse_count", trace.dice().between(1, 60))
                .score("success_rate", trace.dice().between(82.0, 99.0))
                .score("confidence_score", trace.dice().between(0.7, 0.98))
                .span("estimated_duration_ms", tookMillis);
        return new Says.Said(Says.SUCCESS_PATTERNS, id, patternId, fields.ago("timestamp", 0));
    }

    private static void cure(Doc fields, Mishap mishap, long enduredMillis) {
        fields.text("root_cause", mishap.cause())
                .text("resolution", mishap.cure())
                .docs(
                        "resolution_steps",
                        List.of(
                                new Doc().text("action", "Found: " + mishap.cause()),
                                new Doc().text("action", mishap.cure()).span("duration_ms", enduredMillis)))
                .span("time_to_resolve_ms", enduredMillis)
                .with("prevention_strategy", new Doc().text("strategy", mishap.prevention()));
    }
}
