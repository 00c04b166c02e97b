package dev.agentbus.acceptance;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.HandlerSettings;
import dev.agentbus.process.Handling;
import dev.agentbus.process.RetryLater;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// A worker with a handler, in a process of its own, so that it can die. Its effects are lines in a
/// file: time, id, attempt, how it went. Stops in order when its input ends.
final class HandlerProcess {
    static final String GROUP = "handler-group";

    private HandlerProcess() {}

    static Process start(String brokers, Path contracts, Path folder, Duration retryAfter) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HandlerProcess.class.getName(),
                        brokers,
                        contracts.toString(),
                        folder.toString(),
                        retryAfter.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/handler-process.log")))
                .start();
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[2]);
        Contract contract = HandlerIT.contractIn(Path.of(args[1]));
        Witness handler = new Witness(contract, folder.resolve("effects"), Duration.parse(args[3]));
        KafkaLog log = new KafkaLog(KafkaSettings.of(args[0]));
        Worker worker = new Worker(
                log,
                handler,
                WorkerSettings.ofGroup(GROUP).withMarks(folder),
                HandlerSettings.DEFAULT,
                new SimpleMeterRegistry());
        worker.start();
        while (System.in.read() >= 0) {
            // Until whoever started us wants it to end.
        }
        worker.stop();
        log.close();
    }

    /// Dies at an event whose action is `kill`; asks for a later retry at the first attempt of one whose
    /// action is `later`.
    private record Witness(Contract contract, Path effects, Duration retryAfter) implements EventHandler {
        @Override
        public Collection<Contract> contracts() {
            return List.of(contract);
        }

        @Override
        public void handle(DecodedEvent event, Handling handling) {
            String payload = new String(event.original(), java.nio.charset.StandardCharsets.UTF_8);
            if (payload.contains("\"kill\"")) {
                Runtime.getRuntime().halt(9);
            }
            if (payload.contains("\"later\"") && handling.attempt() == 1) {
                note(event, handling, "failed");
                throw new RetryLater("Cannot handle event: asked to come later, got: " + retryAfter, retryAfter);
            }
            note(event, handling, "done");
        }

        private void note(DecodedEvent event, Handling handling, String how) {
            String line = "%d %s %d %s%n"
                    .formatted(System.currentTimeMillis(), event.id().value(), handling.attempt(), how);
            try {
                Files.writeString(effects, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
