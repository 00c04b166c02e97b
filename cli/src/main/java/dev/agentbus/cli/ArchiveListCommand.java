package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.sink.archive.Archive;
import dev.agentbus.sink.archive.ArchiveCatalogue;
import dev.agentbus.sink.archive.ArchivedFile;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// `agentbus archive list`.
@Command(name = "list", description = "The files of the archive, by their manifests.")
final class ArchiveListCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private ArchiveChoice choice = new ArchiveChoice();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        try (Archive archive = BusSettings.of(settings.load()).archive().open(Clock.systemUTC())) {
            List<ArchiveCatalogue.Entry> segments = new ArchiveCatalogue(archive).segments(choice.range());
            if (json) {
                screen.json(json(segments));
            } else {
                print(segments, screen, archive.place());
            }
        }
    }

    private static void print(List<ArchiveCatalogue.Entry> segments, Screen screen, String place) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("EVENTS", "BYTES", "OFFSETS", "STATE", "FILE"));
        long events = 0;
        long bytes = 0;
        for (ArchiveCatalogue.Entry each : segments) {
            for (ArchivedFile file : each.segment().files()) {
                events += file.rows();
                bytes += file.bytes();
                rows.add(List.of(
                        Long.toString(file.rows()),
                        Long.toString(file.bytes()),
                        file.firstOffset() + "-" + file.lastOffset(),
                        stateOf(each),
                        file.key()));
            }
        }
        screen.table(rows);
        screen.line("%d events in %d files, %d bytes, in %s".formatted(events, rows.size() - 1, bytes, place));
    }

    private static String stateOf(ArchiveCatalogue.Entry each) {
        return switch (each.state()) {
            case DONE -> "done";
            case PLANNED -> "planned";
        };
    }

    private static ArrayNode json(List<ArchiveCatalogue.Entry> segments) {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        for (ArchiveCatalogue.Entry each : segments) {
            for (ArchivedFile file : each.segment().files()) {
                list.addObject()
                        .put("topic", each.segment().partition().topic().value())
                        .put("partition", each.segment().partition().number())
                        .put("state", stateOf(each))
                        .put("file", file.key())
                        .put("events", file.rows())
                        .put("bytes", file.bytes())
                        .put("sha256", file.sha256())
                        .put("firstOffset", file.firstOffset())
                        .put("lastOffset", file.lastOffset())
                        .put("firstTime", file.firstTime().toString())
                        .put("lastTime", file.lastTime().toString());
            }
        }
        return list;
    }
}
