package dev.agentbus.app;

import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.patterns.PatternGroup;
import dev.agentbus.process.patterns.PatternLibrary;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import java.util.Optional;

/// The reader that learns patterns, and the library that recommends them.
final class LearningGroup {
    private LearningGroup() {}

    static void open(Assembly assembly, Ground ground) {
        PatternLibrary library =
                assembly.opened("pattern library", new PatternLibrary(ground.eventLog(), ground.contracts()));
        library.start();
        Optional<PatternGroup> group =
                assembly.does(Role.PATTERNS) ? Optional.of(start(assembly, ground, library)) : Optional.empty();
        Gauge.builder("agentbus_patterns_known", library, PatternLibrary::size)
                .strongReference(true)
                .register(assembly.meters());
        RecommendationCounts recommended = new RecommendationCounts(Clock.systemUTC());
        PatternRoutes routes = new PatternRoutes(library, group, recommended);
        assembly.door()
                .mount("/api/patterns", routes)
                .mount("/api/recommendations", routes.recommendations())
                .mount("/api/intelligence/patterns", new OmnidashPatternRoutes(library, recommended));
    }

    private static PatternGroup start(Assembly assembly, Ground ground, PatternLibrary library) {
        PatternGroup group = assembly.opened(
                "patterns",
                new PatternGroup(
                        ground.eventLog(),
                        ground.contracts(),
                        assembly.settings().patterns(),
                        library,
                        WorkerSettings.ofGroup(PatternGroup.GROUP)
                                .withMarks(ground.folder().marks()),
                        assembly.meters()));
        group.start();
        assembly.workers().add(group.worker());
        Gauge.builder("agentbus_patterns_published", group, PatternGroup::published)
                .strongReference(true)
                .register(assembly.meters());
        return group;
    }
}
