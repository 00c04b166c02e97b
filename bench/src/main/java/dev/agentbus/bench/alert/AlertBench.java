package dev.agentbus.bench.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.alert.BackTest;
import dev.agentbus.process.alert.RuleBook;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Events per second of CPU through all rules that come with the bus, from the record's bytes to the changes,
/// beside decoding the same records and nothing else. One thread, a log in memory, ways interleaved.
/// Arguments: events (300000), rounds (5).
public final class AlertBench {
    private static final Instant BEGIN = Instant.parse("2026-11-20T00:00:00Z");
    private static final int AGENTS = 50;

    private final MemoryLog log = new MemoryLog();
    private final int events;

    private AlertBench(int events) {
        this.events = events;
    }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        AlertBench bench = new AlertBench(events);
        bench.publish();
        double[] rules = new double[rounds];
        double[] decoding = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            double judged = bench.perSecond(bench::judge);
            double decoded = bench.perSecond(bench::decode);
            if (round >= 0) {
                rules[round] = judged;
                decoding[round] = decoded;
            }
        }
        Arrays.sort(rules);
        Arrays.sort(decoding);
        System.out.printf(
                "rules %,.0f events per s of CPU, decoding alone %,.0f, ratio %.2f (medians of %d rounds, %,d events)%n",
                rules[rounds / 2], decoding[rounds / 2], rules[rounds / 2] / decoding[rounds / 2], rounds, events);
    }

    /// One event in ten milliseconds, of the kinds that rules look at; two in a hundred are errors.
    private void publish() {
        log.topics().createMissing(Contracts.builtIn().all());
        Random random = new Random(1);
        try (LogAppender appender = log.appender()) {
            for (int i = 0; i < events; i++) {
                Instant time = BEGIN.plusMillis(i * 10L);
                String topic;
                String fields;
                if (i % 10 == 7) {
                    topic = "agent-routing-decisions";
                    fields =
                            "\"selected_agent\":\"agent-%d\",\"confidence_score\":0.9,\"routing_strategy\":\"fuzzy\",\"execution_succeeded\":true,\"routing_time_ms\":%d"
                                    .formatted(random.nextInt(AGENTS), random.nextInt(300));
                } else if (i % 10 == 8) {
                    topic = "agent-execution-logs";
                    fields = "\"execution_id\":\"run-%d\",\"agent_name\":\"coder\",\"status\":\"%s\""
                            .formatted(i / 20, i % 20 == 8 ? "started" : "success");
                } else {
                    topic = "agent-actions";
                    fields =
                            "\"agent_name\":\"agent-%d\",\"action_type\":\"%s\",\"action_name\":\"Read\",\"action_details\":{\"file\":\"src/%d.java\"}"
                                    .formatted(random.nextInt(AGENTS), i % 50 == 0 ? "error" : "tool_call", i);
                }
                String json = "{\"event_id\":\"e-%d\",\"correlation_id\":\"task-%d\",\"timestamp\":\"%s\",%s}"
                        .formatted(i, i / 40, time, fields);
                appender.append(new NewRecord(
                                new TopicName(topic),
                                ("task-" + i / 40).getBytes(StandardCharsets.UTF_8),
                                json.getBytes(StandardCharsets.UTF_8),
                                List.of(),
                                time))
                        .join();
            }
        }
    }

    private double perSecond(Runnable way) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = threads.getCurrentThreadCpuTime();
        way.run();
        return events / ((threads.getCurrentThreadCpuTime() - started) / 1e9);
    }

    private void judge() {
        RuleBook book = RuleBook.read("shipped", RuleBook.shipped(), Contracts.builtIn(), Map.of());
        BackTest.Result result =
                new BackTest(book, Contracts.builtIn()).run(log, BEGIN, BEGIN.plusMillis(events * 10L));
        if (result.events() != events) {
            throw new IllegalStateException("Cannot measure: events are missing, got: " + result.events());
        }
    }

    private void decode() {
        List<LogRecord> records = new ArrayList<>(events);
        for (Contract contract : Contracts.builtIn().all()) {
            RecordDecoder decoder = RecordDecoder.ofEvents(contract);
            for (int partition = 0; partition < contract.settings().partitions(); partition++) {
                for (LogRecord record : log.recordsOf(new LogPartition(contract.topic(), partition))) {
                    if (decoder.decode(record).id().value().isEmpty()) {
                        throw new IllegalStateException(
                                "Cannot measure: an event without an id, got: " + record.position());
                    }
                    records.add(record);
                }
            }
        }
        if (records.size() != events) {
            throw new IllegalStateException("Cannot measure: events are missing, got: " + records.size());
        }
    }
}
