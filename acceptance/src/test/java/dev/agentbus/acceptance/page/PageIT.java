package dev.agentbus.acceptance.page;

import dev.agentbus.acceptance.RunningBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The dashboard as people use it: Debian's Chromium against a bus of its own.
final class PageIT {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), CHROMIUM + " is not installed on this machine");
        bus = RunningBus.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (bus != null) {
            bus.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "showsAnEventOfASkillWithinASecond",
                "filtersTheStreamAndKeepsTheFilterInTheAddress",
                "holdsStillWhilePaused",
                "opensATraceFromTheStreamAndComesBack",
                "showsHostileEventsAsText",
                "hasNothingSeriousForAxe",
                "canBeUsedWithKeysAlone",
                "fitsAPhone",
                "paintsWithinASecond",
                "findsATraceWithoutKnowingItsId",
                "countsInWindowsWhileOneLooks",
                "showsAnAlertAsItFiresAndSilencesIt",
                "saysWhatIsWrongWithTheRulesFile",
                "showsPatternsAndWhatWorksForATask",
                "saysWhyTheWindowsAreOldWhileRedisIsAway",
                "tellsAtOnceWhatHappensToAnEngine",
                "saysSinceWhenItIsStaleWhileTheLogIsFrozen",
                "saysThatItIsStaleWhenTheBusItselfIsFrozen",
                "recoversByItselfWhenTheBusComesBack"
            })
    void page(String scenario) throws Exception {
        new Scenario(bus, Map.of()).run(scenario);
    }
}
