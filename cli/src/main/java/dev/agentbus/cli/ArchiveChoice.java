package dev.agentbus.cli;

import dev.agentbus.events.TopicName;
import dev.agentbus.sink.archive.ArchiveRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which events of the archive are meant.
final class ArchiveChoice {
    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only this topic; as often as wanted.")
    private List<String> topics = List.of();

    @Option(names = "--from", paramLabel = "TIME", description = "Event time: that long ago (10m, 2h, 1d) or ISO.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time, not included.")
    private @Nullable String to;

    ArchiveRange range() {
        return new ArchiveRange(
                topics.stream().map(TopicName::new).collect(Collectors.toSet()),
                Optional.ofNullable(from).map(TailCommand::timeOf),
                Optional.ofNullable(to).map(TailCommand::timeOf));
    }
}
