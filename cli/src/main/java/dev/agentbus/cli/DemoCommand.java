package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import dev.agentbus.ingest.demo.DemoBus;
import dev.agentbus.ingest.demo.DemoReport;
import dev.agentbus.ingest.demo.DemoSettings;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus demo`: a fleet to watch, on a bus that runs.
@Command(
        name = "demo",
        description = {
            "Let a fleet of made-up agents work on a running bus, through the doors that real ones use, until Ctrl-C.",
            "On the bus of this machine most use the SDK, some HTTP, a few the skills; elsewhere all use HTTP."
        },
        footer = {"", "Example: agentbus demo --agents 200 --rate 2000 --for 10m"},
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:everything sent is durable, also after Ctrl-C",
            "1:something was refused or not answered, or there is no bus",
            "2:wrong usage"
        })
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Mixin
    private DemoOptions options = new DemoOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A bus elsewhere, with AGENTBUS_TOKEN where it asks for one; else AGENTBUS_URL, else the data"
                    + " folder's.")
    private @Nullable String url;

    @Option(names = "--json", description = "What was sent as one JSON object, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        DemoSettings demo = options.settings(Objects.requireNonNull(spec));
        DemoRun run = new DemoRun(demo, bus(), screen);
        Thread hook = new Thread(run::stop, "agentbus-demo-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        screen.say(run.beginning() + "; Ctrl-C ends it");
        try {
            DemoReport report = run.runTelling();
            report.complaints().forEach(complaint -> screen.say(Printable.of(complaint)));
            screen.line(json ? DemoRun.json(report).toString() : DemoRun.sentence(report));
            int code = report.isWhole() ? 0 : 1;
            endWith(hook, code);
            return code;
        } finally {
            run.said();
        }
    }

    /// After Ctrl-C the JVM is on its way out, and only this sets its exit code.
    private static void endWith(Thread hook, int code) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            Runtime.getRuntime().halt(code);
        }
    }

    private DemoBus bus() {
        Optional<String> elsewhere = Optional.ofNullable(url)
                .or(() -> Optional.ofNullable(System.getenv("AGENTBUS_URL")))
                .filter(text -> !text.isBlank());
        return elsewhere
                .map(text -> new DemoBus(
                        BusClient.address(text),
                        Optional.ofNullable(System.getenv("AGENTBUS_TOKEN")),
                        Optional.empty(),
                        Optional.empty()))
                .orElseGet(() -> local(settings.load(), SkillFolder.find()));
    }

    /// All the doors of the bus of this machine's data folder.
    static DemoBus local(Configuration configuration, Path skills) {
        Path data = Path.of(configuration.text("data"));
        JsonNode bus = BusFile.read(data);
        KafkaSettings kafka = BusSettings.of(configuration)
                .externalKafka()
                .orElseGet(() -> KafkaSettings.of(bus.path("kafka").asString("")));
        return new DemoBus(
                bus.path("http").asString(""),
                Optional.ofNullable(System.getenv("AGENTBUS_TOKEN")).or(() -> BusClient.tokenOf(data)),
                Optional.of(new DemoBus.Sdk(kafka, data.resolve("spool/publisher"))),
                Optional.of(new DemoBus.Skills(skills, data)));
    }
}
