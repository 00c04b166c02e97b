package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.Restore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `agentbus archive restore`.
@Command(
        name = "restore",
        description =
                "Append archived records to the log again, under the same ids; storing them twice stores them once.")
final class ArchiveRestoreCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private ArchiveChoice choice = new ArchiveChoice();

    @Option(names = "--dry-run", description = "Only count what would be restored.")
    private boolean dryRun;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        Configuration configuration = settings.load();
        try (Archive archive = BusSettings.of(configuration).archive().open(Clock.systemUTC());
                WorkFolder folder = WorkFolder.make()) {
            Restore restore = new Restore(archive, Clock.systemUTC());
            Restore.Progress done = dryRun
                    ? restore.rehearse(choice.range(), folder.path())
                    : restore(restore, configuration, new Restore.Work(folder.path(), telling(screen)));
            print(done, screen);
        } catch (IOException e) {
            throw WorkFolder.failure(e);
        }
    }

    private Restore.Progress restore(Restore restore, Configuration configuration, Restore.Work work)
            throws IOException {
        try (LogAccess access = LogAccess.of(configuration)) {
            return restore.run(choice.range(), access.log(), "restore-" + Instant.now(), work);
        }
    }

    private static Consumer<Restore.Progress> telling(Screen screen) {
        long started = System.nanoTime();
        return now -> screen.progress(
                started, "%d events, %d of %d files".formatted(now.rows(), now.files(), now.filesTotal()));
    }

    private void print(Restore.Progress done, Screen screen) {
        if (json) {
            screen.json(JsonMapper.shared()
                    .createObjectNode()
                    .put("events", done.rows())
                    .put("files", done.files())
                    .put("dryRun", dryRun));
        } else {
            screen.line("%d events of %d files %s"
                    .formatted(done.rows(), done.files(), dryRun ? "would be restored" : "are in the log again"));
        }
    }
}
