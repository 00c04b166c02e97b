package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.RecordDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What rules would have said about a stretch of the past. Reads the log, writes nothing, tells nobody.
/// One thread.
public final class BackTest {
    private static final Duration POLL = Duration.ofMillis(500);
    /// Judged whenever so many wait; between partitions that are read one after the other that bounds
    /// the memory.
    private static final int JUDGE_EVERY = 10_000;

    private final RuleSet rules;
    private final Map<TopicName, RecordDecoder> decoders = new HashMap<>();
    private final Duration reach;
    private final Duration lateness;

    /// @param events those the rules were asked about
    public record Result(long events, long unreadable, List<Found> found) {
        public Result {
            found = List.copyOf(found);
        }
    }

    /// @param event as it would stand in `agent-alerts`
    public record Found(Transition transition, ObjectNode event) {}

    public BackTest(RuleBook book, Contracts contracts) {
        this.rules = book.ruleSet(contracts);
        this.reach = book.reach();
        this.lateness = book.lateness();
        for (TopicName topic : rules.topics()) {
            Contract contract = contracts.find(topic).orElseThrow();
            decoders.put(topic, RecordDecoder.ofEvents(contract));
        }
    }

    /// Judges the events of a stretch of event time; what happened before it, as far as rules look back,
    /// is taken in, but changes before `from` are not shown.
    public Result run(EventLog eventLog, Instant from, Instant to) {
        Evaluation evaluation = new Evaluation(rules);
        List<Found> found = new ArrayList<>();
        Counts counts = new Counts();
        try (LogReader reader = eventLog.reader(ReaderSettings.withoutGroup())) {
            Map<LogPartition, Long> ends = begin(reader, from.minus(reach));
            Map<LogPartition, Long> newest = new HashMap<>();
            Set<LogPartition> open = new HashSet<>(ends.keySet());
            while (!open.isEmpty()) {
                for (LogRecord record : reader.poll(POLL)) {
                    take(record, evaluation, to, newest, counts);
                    if (record.offset() + 1 >= ends.getOrDefault(record.partition(), 0L)) {
                        open.remove(record.partition());
                    }
                }
                open.removeIf(partition -> isRead(reader, partition));
                if (evaluation.waiting() > JUDGE_EVERY) {
                    add(evaluation.advance(bound(open, newest)), from, found);
                    evaluation.kept();
                }
            }
        }
        add(evaluation.advance(to.toEpochMilli()), from, found);
        return new Result(counts.events, counts.unreadable, found);
    }

    private static final class Counts {
        long events;
        long unreadable;
    }

    /// @return where to end
    private Map<LogPartition, Long> begin(LogReader reader, Instant from) {
        List<LogPartition> partitions = reader.partitionsOf(decoders.keySet());
        Map<LogPartition, Long> ends = new TreeMap<>();
        if (partitions.isEmpty()) {
            return ends;
        }
        reader.assign(partitions);
        Map<LogPartition, Long> starts = reader.offsetsAt(partitions, from);
        reader.endOffsets(partitions).forEach((partition, end) -> {
            long start = starts.getOrDefault(partition, 0L);
            reader.seek(partition, start);
            if (start < end) {
                ends.put(partition, end);
            }
        });
        return ends;
    }

    /// The log's own marks at a partition's end are no records; the reader knows that nothing is left.
    private static boolean isRead(LogReader reader, LogPartition partition) {
        return reader.lag().getOrDefault(partition, 1L) == 0;
    }

    private void take(
            LogRecord record, Evaluation evaluation, Instant to, Map<LogPartition, Long> newest, Counts counts) {
        RecordDecoder decoder = decoders.get(record.partition().topic());
        if (decoder == null) {
            return;
        }
        try {
            DecodedEvent event = decoder.decode(record);
            Instant at = RuleSet.timeOf(event);
            newest.merge(record.partition(), at.toEpochMilli(), Math::max);
            if (at.isBefore(to)) {
                counts.events++;
                evaluation.take(event);
            }
        } catch (Undecodable _) {
            counts.unreadable++;
        }
    }

    /// As far as the partitions that are not read to their end have come.
    private long bound(Set<LogPartition> open, Map<LogPartition, Long> newest) {
        long bound = Long.MAX_VALUE;
        for (LogPartition partition : open) {
            bound = Math.min(bound, newest.getOrDefault(partition, Evaluation.BEGINNING));
        }
        return bound == Evaluation.BEGINNING || bound == Long.MAX_VALUE
                ? Evaluation.BEGINNING
                : bound - lateness.toMillis();
    }

    private static void add(List<Transition> transitions, Instant from, List<Found> found) {
        for (Transition transition : transitions) {
            if (!transition.at().isBefore(from)) {
                found.add(new Found(transition, TransitionEvent.json(transition)));
            }
        }
    }
}
