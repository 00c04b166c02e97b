package dev.agentbus.sink.postgres;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A worker in a process of its own, so that it can be killed and stopped. Dies with the process
/// that started it.
final class WorkerProcess {
    /// When the process dies: at which store, and on which side of its commit; or whenever an event
    /// with this id is among those to be stored.
    record Halt(int store, boolean afterCommit, String fatalId) {
        static final Halt NEVER = at(0, false);

        static Halt at(int store, boolean afterCommit) {
            return new Halt(store, afterCommit, "none");
        }
    }

    private WorkerProcess() {}

    static Process start(String brokers, PostgresSettings settings, TestTopic topic, Halt halt, Path marks)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName()));
        command.addAll(List.of(brokers, settings.url(), settings.user(), settings.password(), topic.name()));
        command.addAll(List.of(Integer.toString(halt.store()), Boolean.toString(halt.afterCommit()), halt.fatalId()));
        command.add(marks.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/worker-process.log")))
                .start();
    }

    public static void main(String[] args) throws IOException {
        PostgresSettings settings = PostgresSettings.of(args[1], args[2], args[3]);
        PostgresDatabase database = new PostgresDatabase(settings);
        PostgresSink sink = new PostgresSink(database, new TestTopic(args[4]).contracts());
        Halt halt = new Halt(Integer.parseInt(args[5]), Boolean.parseBoolean(args[6]), args[7]);
        KafkaLog log = new KafkaLog(KafkaSettings.of(args[0]));
        WorkerSettings worker = WorkerSettings.DEFAULT.withMarks(Path.of(args[8]));
        new Worker(log, new HaltingSink(sink, halt), worker, new SimpleMeterRegistry()).start();
        while (System.in.read() >= 0) {
            // Until whoever started us is gone.
        }
        Runtime.getRuntime().halt(1);
    }

    /// Dies like a killed process: no shutdown hook, nothing flushed.
    private record HaltingSink(BatchSink sink, Halt halt, AtomicInteger stores) implements BatchSink {
        HaltingSink(BatchSink sink, Halt halt) {
            this(sink, halt, new AtomicInteger());
        }

        @Override
        public Collection<Contract> contracts() {
            return sink.contracts();
        }

        @Override
        public void prepare() {
            sink.prepare();
        }

        @Override
        public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
            return sink.claim(consumer, partitions);
        }

        @Override
        public boolean rehearse(Batch batch) {
            return sink.rehearse(batch);
        }

        @Override
        public StoreOutcome store(Batch batch) {
            if (batch.events().stream().anyMatch(event -> event.id().value().equals(halt.fatalId()))) {
                Runtime.getRuntime().halt(9);
            }
            boolean fatal = stores.incrementAndGet() == halt.store();
            if (fatal && !halt.afterCommit()) {
                Runtime.getRuntime().halt(9);
            }
            StoreOutcome outcome = sink.store(batch);
            if (fatal) {
                Runtime.getRuntime().halt(9);
            }
            return outcome;
        }
    }
}
