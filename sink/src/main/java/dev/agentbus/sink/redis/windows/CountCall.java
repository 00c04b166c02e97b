package dev.agentbus.sink.redis.windows;

import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.ConsumerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A [Change] as keys and arguments of `count.lua`, and its answer read back. Not safe for several
/// threads.
final class CountCall {
    private static final Duration IDS_KEPT = Duration.ofDays(1);

    private final Change change;
    private final List<String> keys = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    /// The windows and their partitions in the order of the keys, in which marks are answered.
    private final List<WindowId> windows = new ArrayList<>();

    private final List<List<LogPartition>> partitions = new ArrayList<>();

    private CountCall(Change change) {
        this.change = change;
    }

    static CountCall of(Change change, StoreLimits limits) {
        CountCall call = new CountCall(change);
        call.keys.add(RedisMetricsStore.positionsKey(change.consumer()));
        String ids = "metrics:ids:%s:%s"
                .formatted(change.consumer().clusterId(), change.consumer().group());
        call.keys.add(ids);
        call.keys.add(ids + ":older");
        call.add(WindowSettings.POSITIONS_KEPT.toMillis());
        call.add(IDS_KEPT.toMillis());
        call.add(limits.rememberedIds());
        call.add(limits.seriesPerWindow());
        call.addAdvances();
        call.addMentions();
        String cluster = tagOf(change.consumer());
        change.windows().forEach((window, changed) -> call.addWindow(window, changed, cluster));
        return call;
    }

    /// Offsets of one cluster mean nothing in another.
    private static String tagOf(ConsumerId consumer) {
        UUID hash = UUID.nameUUIDFromBytes(consumer.clusterId().getBytes(StandardCharsets.UTF_8));
        return hash.toString().substring(0, 8);
    }

    private void addAdvances() {
        add(change.advances().size());
        for (Advance advance : change.advances()) {
            arguments.add(advance.partition().toString());
            add(advance.epoch());
            add(advance.from());
            add(advance.to());
        }
    }

    private void addMentions() {
        add(change.mentions().size());
        change.mentions().forEach(mention -> arguments.add(mention.id()));
        change.mentions().forEach(mention -> arguments.add(mention.place()));
    }

    private void addWindow(WindowId window, WindowChange changed, String cluster) {
        keys.add(window.key());
        windows.add(window);
        partitions.add(List.copyOf(changed.offsets().keySet()));
        add(window.forgottenAt());
        add(changed.late());
        add(changed.offsets().size());
        changed.offsets().forEach((partition, span) -> {
            arguments.add("@" + cluster + ":" + partition);
            add(span.first());
            add(span.last());
        });
        add(changed.tallies().size());
        changed.tallies().forEach((field, tally) -> {
            arguments.add(field);
            arguments.add(tally.text());
        });
    }

    private void add(long number) {
        arguments.add(Long.toString(number));
    }

    List<String> keys() {
        return keys;
    }

    List<String> arguments() {
        return arguments;
    }

    Answer answer(List<?> said) {
        String word = String.valueOf(said.getFirst());
        return switch (word) {
            case "done" -> new Answer.Done();
            case "already" -> new Answer.Already();
            case "fenced" -> fenced(String.valueOf(said.get(1)), String.valueOf(said.get(2)));
            case "known" -> known((List<?>) said.get(1), (List<?>) said.get(2));
            default -> throw new IllegalStateException("Cannot count: the script gave no known answer, got: " + word);
        };
    }

    private Answer.Fenced fenced(String partition, String held) {
        Advance advance = change.advances().stream()
                .filter(each -> each.partition().toString().equals(partition))
                .findFirst()
                .orElseThrow();
        return RedisMetricsStore.fenced(advance, held);
    }

    private Answer.Known known(List<?> offsets, List<?> repeatedIndexes) {
        Map<WindowId, Map<LogPartition, Long>> marks = new HashMap<>();
        int at = 0;
        for (int i = 0; i < windows.size(); i++) {
            Map<LogPartition, Long> ofWindow = new HashMap<>();
            for (LogPartition partition : partitions.get(i)) {
                ofWindow.put(partition, Long.parseLong(String.valueOf(offsets.get(at++))));
            }
            marks.put(windows.get(i), ofWindow);
        }
        Set<Mention> repeated = new HashSet<>();
        repeatedIndexes.forEach(index -> repeated.add(change.mentions().get(Integer.parseInt(String.valueOf(index)))));
        return new Answer.Known(marks, repeated);
    }
}
