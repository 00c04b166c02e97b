package dev.agentbus.cli;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.TopicAdmin.Drift;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `agentbus topics apply`.
@Command(
        name = "apply",
        description = "Create missing topics and mend what differs: settings, and more partitions.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all topics are as promised", "1:something could not be mended", "2:wrong usage"})
final class TopicsApplyCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (LogAccess access = LogAccess.of(settings.load())) {
            TopicAdmin topics = access.log().topics();
            List<TopicName> created = topics.createMissing(access.contracts().all());
            created.forEach(topic -> screen.line("created %s".formatted(topic)));
            List<Drift> before = topics.drift(access.contracts().all());
            List<Drift> left = topics.apply(access.contracts().all());
            before.stream()
                    .filter(drift -> !left.contains(drift))
                    .forEach(drift -> screen.line("mended %s: %s was %s, is %s"
                            .formatted(drift.topic(), drift.setting(), drift.found(), drift.wanted())));
            left.forEach(drift ->
                    screen.say("cannot mend %s: %s".formatted(drift.topic(), TopicsListCommand.sentence(drift))));
            if (created.isEmpty() && before.isEmpty()) {
                screen.line("All topics are as promised");
            }
            return left.isEmpty() ? 0 : 1;
        }
    }
}
