package dev.agentbus.ingest.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what was promised with what stands in the log. Ids are `key/number`, ascending per key.
final class LogCheck {
    private LogCheck() {}

    /// Nothing missing; and after the second occurrences of an id are dropped, in order per key.
    static void assertKept(EventLog log, TopicName topic, Collection<String> promised, String context) {
        List<String> all = idsOf(log, topic);
        Set<String> distinct = new LinkedHashSet<>(all);
        Set<String> missing = new HashSet<>(promised);
        missing.removeAll(distinct);
        System.out.printf(
                "%s: promised %d, in the log %d, of them repeated under their id %d, missing %d%n",
                context, promised.size(), all.size(), all.size() - distinct.size(), missing.size());
        assertThat(missing).as(context).isEmpty();
        Map<String, Integer> last = new HashMap<>();
        for (String id : distinct) {
            String key = id.substring(0, id.indexOf('/'));
            int number = Integer.parseInt(id.substring(id.indexOf('/') + 1));
            assertThat(number)
                    .as("%s: %s after %s", context, id, last.get(key))
                    .isGreaterThan(last.getOrDefault(key, -1));
            last.put(key, number);
        }
    }

    static List<String> idsOf(EventLog log, TopicName topic) {
        List<String> ids = new ArrayList<>();
        for (LogRecord record : recordsOf(log, topic)) {
            ids.add(Envelope.find(record.headers(), Envelope.ID).orElseThrow());
        }
        return ids;
    }

    static List<LogRecord> recordsOf(EventLog log, TopicName topic) {
        try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            List<LogPartition> partitions = reader.partitionsOf(List.of(topic));
            reader.assign(partitions);
            long left = reader.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<LogRecord> records = new ArrayList<>();
            while (records.size() < left) {
                records.addAll(reader.poll(Duration.ofSeconds(1)));
            }
            return records;
        }
    }
}
