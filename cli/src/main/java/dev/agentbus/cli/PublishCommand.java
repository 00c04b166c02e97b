package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus publish`: events from a file or standard input.
@Command(
        name = "publish",
        description = {
            "Publish events from a file or standard input.",
            "The input holds JSON objects: one per line, one after the other, or in an array. Returns once all are durable."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all events are durable", "1:the bus refused some, or does not answer", "2:wrong usage"})
final class PublishCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Where they go.")
    private String topic = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The input; - or nothing for standard input.")
    private String file = "-";

    @Option(names = "--json", description = "One receipt per line, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        String name = new TopicName(topic).value();
        List<JsonNode> last = new ArrayList<>();
        try (BusClient bus = BusClient.of(settings.load(), System.getenv());
                InputStream in = open()) {
            Upload upload = new Upload(bus, name, receipt -> note(screen, receipt, last), screen::say);
            send(new JsonObjects(in), upload, screen);
            if (!json) {
                screen.line(summary(name, upload, last));
            }
            return upload.refused() == 0 ? 0 : 1;
        } catch (IOException e) {
            throw new PermanentFailure("Cannot read events: the input must be readable, got: " + file, e);
        }
    }

    private InputStream open() throws IOException {
        return file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
    }

    private static void send(JsonObjects objects, Upload upload, Screen screen) {
        long started = System.nanoTime();
        long next = 10_000;
        try (upload) {
            Optional<byte[]> object = objects.next();
            while (object.isPresent()) {
                upload.add(object.get());
                if (objects.mayBlock()) {
                    upload.flush();
                }
                if (upload.sent() >= next) {
                    screen.progress(started, "%,d events published".formatted(upload.sent()));
                    next = upload.sent() + 10_000;
                }
                object = objects.next();
            }
        }
    }

    private void note(Screen screen, JsonNode receipt, List<JsonNode> last) {
        last.clear();
        last.add(receipt);
        if (json) {
            screen.line(receipt.toString());
        }
    }

    private static String summary(String topic, Upload upload, List<JsonNode> last) {
        if (upload.sent() == 1 && !last.isEmpty()) {
            JsonNode receipt = last.getFirst();
            String where = receipt.path("offset").isNumber()
                    ? "%s-%d@%d"
                            .formatted(
                                    topic,
                                    receipt.path("partition").asInt(),
                                    receipt.path("offset").asLong())
                    : topic + " (kept until Kafka is back)";
            return "Published %s to %s".formatted(receipt.path("event_id").asString(""), where);
        }
        return "Published %,d events to %s".formatted(upload.sent(), topic)
                + (upload.refused() == 0 ? "" : ", %,d refused".formatted(upload.refused()));
    }
}
