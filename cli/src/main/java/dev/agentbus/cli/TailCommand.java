package dev.agentbus.cli;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `agentbus tail`: events as they enter the log.
@Command(
        name = "tail",
        description = "Show events as they enter the log, until Ctrl-C.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:whoever read the output left, or --max events were shown",
            "1:the log can't be reached",
            "2:wrong usage",
            "130:Ctrl-C"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);

    @Mixin
    private Settings settings = new Settings();

    @Parameters(arity = "0..*", paramLabel = "TOPIC", description = "Which topics; all of the contracts unless given.")
    private List<String> topics = List.of();

    @Option(names = "--correlation-id", paramLabel = "ID", description = "Only this trace.")
    private @Nullable String correlationId;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Begin that long ago (10m, 2h, 1d) or at an ISO time, instead of now.")
    private @Nullable String since;

    @Option(names = "--max", paramLabel = "N", description = "End after so many events.")
    private long max = Long.MAX_VALUE;

    @Option(names = "--json", description = "One object per line, with topic, partition, offset and the payload.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (LogAccess access = LogAccess.of(settings.load());
                LogReader reader = access.log().reader(ReaderSettings.withoutGroup())) {
            Collection<TopicName> names = names(access.contracts());
            List<LogPartition> partitions = reader.partitionsOf(names);
            if (partitions.isEmpty()) {
                throw new Misconfigured("Cannot tail: the log must have the topics, got: " + names);
            }
            reader.assign(partitions);
            Map<LogPartition, Long> start = start(reader, partitions);
            start.forEach(reader::seek);
            follow(
                    reader,
                    new TailLine(json, Optional.ofNullable(correlationId)),
                    decoders(access.contracts()),
                    screen);
        }
        return 0;
    }

    private Collection<TopicName> names(Contracts contracts) {
        return topics.isEmpty()
                ? contracts.all().stream().map(Contract::topic).toList()
                : topics.stream().map(TopicName::new).toList();
    }

    private Map<LogPartition, Long> start(LogReader reader, List<LogPartition> partitions) {
        return since == null ? reader.endOffsets(partitions) : reader.offsetsAt(partitions, timeOf(since));
    }

    static Instant timeOf(String since) {
        try {
            if (since.matches("[0-9]{1,6}[smhd]")) {
                boolean days = since.endsWith("d");
                return Instant.now()
                        .minus(Duration.parse((days ? "P" : "PT") + since.toUpperCase(java.util.Locale.ROOT)));
            }
            return Instant.parse(since);
        } catch (DateTimeParseException e) {
            throw new Misconfigured(
                    "Cannot use time: it must be like 10m, 2h, 1d or 2026-01-31T12:00:00Z, got: " + since, e);
        }
    }

    private static Map<TopicName, EventDecoder> decoders(Contracts contracts) {
        Map<TopicName, EventDecoder> decoders = new HashMap<>();
        contracts.all().stream()
                .filter(contract -> !contract.fields().isEmpty())
                .forEach(contract -> decoders.put(contract.topic(), new EventDecoder(contract)));
        return decoders;
    }

    private void follow(LogReader reader, TailLine line, Map<TopicName, EventDecoder> decoders, Screen screen) {
        long shown = 0;
        while (shown < max) {
            for (LogRecord record : reader.poll(POLL)) {
                Optional<String> text = line.of(record, decode(record, decoders));
                if (text.isPresent() && (!screen.line(text.get()) || ++shown >= max)) {
                    return;
                }
            }
        }
    }

    private static Optional<DecodedEvent> decode(LogRecord record, Map<TopicName, EventDecoder> decoders) {
        EventDecoder decoder = decoders.get(record.partition().topic());
        if (decoder == null) {
            return Optional.empty();
        }
        SourcePosition position = new SourcePosition(
                record.partition().topic(), record.partition().number(), record.offset());
        try {
            return Optional.of(decoder.decode(record.value(), record.headers(), position, record.timestamp()));
        } catch (Undecodable _) {
            return Optional.empty();
        }
    }
}
