package dev.agentbus.bench.patterns;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.patterns.KnownPattern;
import dev.agentbus.process.patterns.PatternLibrary;
import dev.agentbus.process.patterns.TaskText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `RecommendBench [patterns] [questions]`: what one recommendation takes among so many patterns with
/// twelve prompts each, warnings included, beside a plain comparison with every prompt there is.
public final class RecommendBench {
    private static final TopicName TOPIC = new TopicName("success-patterns");
    private static final int PROMPTS = 12;
    private static final int WORDS = 5_000;
    private static final int WORDS_PER_PROMPT = 14;

    private final Random random = new Random(1);

    private RecommendBench() {}

    public static void main(String[] args) {
        int patterns = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int questions = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        new RecommendBench().run(patterns, questions);
    }

    private void run(int patterns, int questions) {
        MemoryLog log = new MemoryLog().withTopic(TOPIC.value(), 6).withTopic("failure-patterns", 6);
        try (LogAppender appender = log.appender()) {
            for (int i = 0; i < patterns; i++) {
                var _ = appender.append(record(i));
            }
            appender.flush();
        }
        long begun = System.nanoTime();
        try (PatternLibrary library = new PatternLibrary(log, Contracts.builtIn())) {
            library.start();
            while (!library.caughtUp() || library.size() < patterns) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            System.out.printf("%,d patterns read and indexed in %d ms%n", library.size(), millisSince(begun));
            List<String> asked = new ArrayList<>();
            for (int i = 0; i < questions; i++) {
                asked.add(prompt());
            }
            List<List<Set<String>>> all =
                    library.newest(patterns).stream().map(RecommendBench::words).toList();
            measure("recommend and warn", asked, prompt -> {
                TaskText task = new TaskText(prompt, "bugfix");
                library.recommend(task, 5);
                library.warn(task, 5);
            });
            measure("compare with all", asked.subList(0, Math.min(100, questions)), prompt -> scan(all, prompt));
        }
        log.close();
    }

    private static void measure(String what, List<String> asked, Consumer<String> question) {
        asked.forEach(question);
        Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        Histogram cpu = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (String prompt : asked) {
            long begun = System.nanoTime();
            long cpuBegun = threads.getCurrentThreadCpuTime();
            question.accept(prompt);
            histogram.recordValue(System.nanoTime() - begun);
            cpu.recordValue(threads.getCurrentThreadCpuTime() - cpuBegun);
        }
        System.out.printf(
                Locale.ROOT,
                "%-20s p50 %.2f ms  p99 %.2f ms  max %.2f ms  of the processor p50 %.2f ms  p99 %.2f ms%n",
                what,
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getMaxValue() / 1e6,
                cpu.getValueAtPercentile(50) / 1e6,
                cpu.getValueAtPercentile(99) / 1e6);
    }

    private static double scan(List<List<Set<String>>> all, String prompt) {
        Set<String> words = Set.copyOf(Arrays.asList(prompt.split(" ")));
        double best = 0;
        for (List<Set<String>> prompts : all) {
            for (Set<String> each : prompts) {
                long common = words.stream().filter(each::contains).count();
                best = Math.max(best, common / Math.sqrt((double) words.size() * each.size()));
            }
        }
        return best;
    }

    private static List<Set<String>> words(KnownPattern pattern) {
        return pattern.prompts().stream()
                .<Set<String>>map(prompt -> new HashSet<>(Arrays.asList(prompt.split(" "))))
                .toList();
    }

    private NewRecord record(int number) {
        ObjectNode pattern = JsonMapper.shared().createObjectNode();
        String id = "pattern-" + number;
        pattern.put("event_id", id).put("pattern_id", id).put("pattern_name", "Read, Edit, Bash mvn test " + number);
        pattern.put("pattern_type", "workflow").put("success_rate", 50 + random.nextInt(50));
        pattern.put("confidence_score", random.nextDouble());
        ArrayNode prompts = pattern.putObject("metadata").putArray("prompts");
        for (int i = 0; i < PROMPTS; i++) {
            prompts.add(prompt());
        }
        return new NewRecord(
                TOPIC,
                id.getBytes(StandardCharsets.UTF_8),
                pattern.toString().getBytes(StandardCharsets.UTF_8),
                List.of(),
                Instant.parse("2026-11-21T06:00:00Z").plusSeconds(number));
    }

    /// Few words often, most seldom, as in every language.
    private String prompt() {
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < WORDS_PER_PROMPT; i++) {
            int word = (int) (WORDS * Math.pow(random.nextDouble(), 3));
            prompt.append(i == 0 ? "" : " ")
                    .append("word")
                    .append(Integer.toString(word, 26).replaceAll("[0-9]", "z"));
        }
        return prompt.toString();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
