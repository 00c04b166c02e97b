package dev.agentbus.bench.publish;

import dev.agentbus.bench.publish.OpenLoop.Run;
import dev.agentbus.engine.KafkaEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// What one call costs the caller while the broker is up, frozen (SIGSTOP) and dead (SIGKILL), for
/// our publisher and for Kafka's producer, in turns. Nothing is subtracted; a probe shows what the
/// machine does to any thread meanwhile.
public final class PublishCostBench {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final int WARM_UP_SECONDS = 3;

    private record Condition(String name, Consumer<KafkaEngine> begin, Consumer<KafkaEngine> end) {}

    private static final List<Condition> CONDITIONS = List.of(
            new Condition("up", kafka -> {}, kafka -> {}),
            new Condition("frozen", KafkaEngine::freeze, KafkaEngine::thaw),
            new Condition("dead", KafkaEngine::kill, KafkaEngine::start));

    private final KafkaEngine kafka;
    private final OpenLoop loop;
    private final long seconds;
    private final int rounds;

    private PublishCostBench(KafkaEngine kafka, OpenLoop loop, long seconds, int rounds) {
        this.kafka = kafka;
        this.loop = loop;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /// @param args seconds per turn (6), events per second (20000), rounds (2)
    public static void main(String[] args) {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 6;
        int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            KafkaEngine kafka = engines.kafka();
            String brokers = kafka.address().toString();
            createTopic(brokers);
            System.out.printf(
                    "%d events/s for %d s per turn, %d rounds, microseconds%n%-7s %-20s %9s %8s | %8s %8s %8s %9s |"
                            + " %9s %9s%n",
                    perSecond,
                    seconds,
                    rounds,
                    "broker",
                    "call",
                    "calls",
                    "refused",
                    "p50",
                    "p99",
                    "p99.9",
                    "max",
                    "due p99.9",
                    "due max");
            Path spool = engines.folder().root().resolve("bench-spool");
            new PublishCostBench(kafka, new OpenLoop(perSecond), seconds, rounds)
                    .compare(List.of(
                            () -> new PublisherSubject(brokers, TOPIC, spool),
                            () -> new ProducerSubject(brokers, TOPIC.value())));
        }
    }

    private void compare(List<Supplier<Subject>> subjects) {
        for (Condition condition : CONDITIONS) {
            List<Run> runs = subjects.stream().map(each -> Run.empty()).toList();
            long[] refused = new long[subjects.size()];
            String[] names = new String[subjects.size()];
            JitterProbe probe = JitterProbe.start();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < subjects.size(); i++) {
                    try (Subject subject = subjects.get(i).get()) {
                        names[i] = subject.name();
                        runs.get(i).add(turn(subject, condition));
                        refused[i] += subject.refused();
                    }
                }
            }
            probe.close();
            for (int i = 0; i < subjects.size(); i++) {
                print(condition.name(), names[i], runs.get(i), refused[i]);
            }
            print(condition.name(), "(nap of 1 ms, late)", new Run(probe.histogram(), probe.histogram()), 0);
        }
    }

    private Run turn(Subject subject, Condition condition) {
        loop.run(subject, WARM_UP_SECONDS);
        subject.settle();
        condition.begin().accept(kafka);
        try {
            return loop.run(subject, seconds);
        } finally {
            condition.end().accept(kafka);
            subject.settle();
        }
    }

    private static void createTopic(String brokers) {
        Contract contract = Contracts.builtIn().find(TOPIC).orElseThrow();
        try (KafkaLog log = new KafkaLog(KafkaSettings.of(brokers))) {
            log.topics().createMissing(List.of(contract));
        }
    }

    private static void print(String broker, String name, Run run, long refused) {
        Histogram cost = run.cost();
        Histogram response = run.response();
        System.out.printf(
                "%-7s %-20s %9d %8d | %8.1f %8.1f %8.1f %9.1f | %9.1f %9.1f%n",
                broker,
                name,
                cost.getTotalCount(),
                refused,
                cost.getValueAtPercentile(50) / 1e3,
                cost.getValueAtPercentile(99) / 1e3,
                cost.getValueAtPercentile(99.9) / 1e3,
                cost.getMaxValue() / 1e3,
                response.getValueAtPercentile(99.9) / 1e3,
                response.getMaxValue() / 1e3);
    }
}
