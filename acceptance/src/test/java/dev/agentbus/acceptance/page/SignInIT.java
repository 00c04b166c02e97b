package dev.agentbus.acceptance.page;

import dev.agentbus.acceptance.RunningBus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The dashboard of a bus that has tokens.
final class SignInIT {
    private static final String VIEWER = "viewer-0123456789012";

    @ParameterizedTest
    @ValueSource(strings = {"signsInWithATokenAndStaysSignedIn", "saysWhyAViewerCannotSilence"})
    void page(String scenario, @TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(PageIT.CHROMIUM), PageIT.CHROMIUM + " is not installed on this machine");
        Map<String, String> tokens = Map.of("AGENTBUS_TOKENS", "view:" + VIEWER);

        try (RunningBus bus = RunningBus.start(folder.resolve("data"), tokens)) {
            new Scenario(bus, Map.of("PAGE_TOKEN", VIEWER)).run(scenario);
        }
    }
}
