package dev.agentbus.cli;

import dev.agentbus.app.Configuration;
import dev.agentbus.events.BusFailure;
import dev.agentbus.ingest.demo.DemoReport;
import dev.agentbus.ingest.demo.DemoSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A demo fleet that works on the bus of the same process and ends with it.
final class CompanionFleet implements Bus.Companion {
    private final DemoSettings demo;
    private final Configuration configuration;
    private final Path skills;
    private final Screen screen;
    private volatile @Nullable DemoRun run;

    private CompanionFleet(DemoSettings demo, Configuration configuration, Path skills, Screen screen) {
        this.demo = demo;
        this.configuration = configuration;
        this.skills = skills;
        this.screen = screen;
    }

    /// @throws dev.agentbus.events.Misconfigured when it could not work, before the bus has started
    static CompanionFleet of(DemoSettings demo, Configuration configuration, Screen screen) {
        return new CompanionFleet(demo, configuration, SkillFolder.find(), screen);
    }

    @Override
    public void start() {
        DemoRun fleet = new DemoRun(demo, DemoCommand.local(configuration, skills), screen);
        run = fleet;
        screen.line(fleet.beginning());
        Thread.ofPlatform().name("agentbus-demo").daemon().start(() -> work(fleet));
    }

    private void work(DemoRun fleet) {
        try {
            DemoReport report = fleet.run();
            report.complaints().forEach(complaint -> screen.say(Printable.of(complaint)));
            screen.line(DemoRun.sentence(report));
        } catch (BusFailure failure) {
            screen.say(Printable.of(String.valueOf(failure.getMessage())));
        } finally {
            fleet.said();
        }
    }

    @Override
    public void stop() {
        DemoRun fleet = run;
        if (fleet != null) {
            fleet.stop();
        }
    }
}
