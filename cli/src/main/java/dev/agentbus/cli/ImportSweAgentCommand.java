package dev.agentbus.cli;

import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.ingest.importer.Importer;
import dev.agentbus.ingest.importer.SweAgentImporter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `agentbus import swe-agent`: one action per step, one task execution per run.
@Command(
        name = "swe-agent",
        description = "Runs recorded by SWE-agent (*.traj): one action per step, one task execution per run.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all runs are durable", "1:a file is no such run, or the bus refused events", "2:wrong usage"
        })
final class ImportSweAgentCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The recorded runs.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "One object per run and line, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        Importer importer = new SweAgentImporter();
        long started = System.nanoTime();
        int failed = 0;
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            for (int i = 0; i < files.size(); i++) {
                if (i > 0) {
                    screen.progress(started, "%d of %d files imported".formatted(i, files.size()));
                }
                failed += importOne(importer, files.get(i), bus, screen) ? 0 : 1;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean importOne(Importer importer, Path file, BusClient bus, Screen screen) {
        Map<String, Upload> uploads = new LinkedHashMap<>();
        try {
            Importer.Run run = importer.read(
                    file, event -> uploadOf(event, uploads, bus, file, screen).add(event.payload()));
            uploads.values().forEach(Upload::close);
            long sent = uploads.values().stream().mapToLong(Upload::sent).sum();
            long refused = uploads.values().stream().mapToLong(Upload::refused).sum();
            screen.line(json ? json(file, run, sent, refused) : sentence(file, run, refused));
            return refused == 0;
        } catch (PermanentFailure failure) {
            screen.say(Printable.of(String.valueOf(failure.getMessage())));
            return false;
        }
    }

    private static Upload uploadOf(Event event, Map<String, Upload> uploads, BusClient bus, Path file, Screen screen) {
        return uploads.computeIfAbsent(
                event.topic().value(),
                topic -> new Upload(bus, topic, _ -> {}, refusal -> screen.say(file + ": " + refusal)));
    }

    private static String sentence(Path file, Importer.Run run, long refused) {
        return "%s: %d actions, %d failed, run %s; see it: agentbus trace %s%s"
                .formatted(
                        Printable.of(String.valueOf(file.getFileName())),
                        run.actions(),
                        run.failures(),
                        run.success() ? "succeeded" : "did not succeed",
                        run.trace(),
                        refused == 0 ? "" : "; %d events refused".formatted(refused));
    }

    private static String json(Path file, Importer.Run run, long sent, long refused) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("file", file.toString())
                .put("correlation_id", run.trace().value())
                .put("actions", run.actions())
                .put("failures", run.failures())
                .put("success", run.success())
                .put("published", sent)
                .put("refused", refused)
                .toString();
    }
}
