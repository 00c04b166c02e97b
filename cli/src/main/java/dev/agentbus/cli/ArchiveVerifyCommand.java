package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.Verification;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus archive verify`.
@Command(
        name = "verify",
        description = "Read every file and compare it with its manifest: checksum, rows, gaps, overlaps, strangers.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:sound", "1:not sound, or it can't be read", "2:wrong usage"})
final class ArchiveVerifyCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private ArchiveChoice choice = new ArchiveChoice();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        long started = System.nanoTime();
        try (Archive archive = BusSettings.of(settings.load()).archive().open(Clock.systemUTC());
                WorkFolder folder = WorkFolder.make()) {
            Verification.Report report = new Verification(archive)
                    .run(
                            choice.range(),
                            folder.path(),
                            (files, total) -> screen.progress(started, "%d of %d files".formatted(files, total)));
            print(report, screen);
            return report.problems().isEmpty() ? 0 : 1;
        } catch (IOException e) {
            throw WorkFolder.failure(e);
        }
    }

    private void print(Verification.Report report, Screen screen) {
        if (json) {
            ObjectNode node = JsonMapper.shared().createObjectNode();
            node.put("files", report.files()).put("events", report.rows()).put("planned", report.planned());
            report.problems().forEach(node.putArray("problems")::add);
            screen.json(node);
            return;
        }
        report.problems().forEach(screen::line);
        screen.line("%d events in %d files: %s"
                .formatted(
                        report.rows(),
                        report.files(),
                        report.problems().isEmpty()
                                ? "sound"
                                : report.problems().size() + " problems"));
    }
}
