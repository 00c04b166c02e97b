package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong at the start is said in one sentence, and the exit code is 1.
final class OneSentenceIT {
    @TempDir
    private Path folder;

    @Test
    void namesTheTakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Tool answer = up("--http", address, "--kafka", "127.0.0.1:" + RunningBus.freePort());

            assertOneSentence(answer, address);
        }
    }

    @Test
    void namesTheFolderThatAnotherBusUses() {
        try (RunningBus bus = RunningBus.start(folder.resolve("data"))) {
            Tool answer = up("--http", "127.0.0.1:" + RunningBus.freePort());

            assertOneSentence(answer, bus.data().toString());
        }
    }

    @Test
    void namesTheFolderThatCannotBeWritten() {
        Tool answer = Tool.run(List.of(RunningBus.launcher(), "up", "--data", "/proc/agentbus"));

        assertOneSentence(answer, "/proc/agentbus");
    }

    @Test
    void namesTheSettingThatDoesNotExistAndTheNearestOne() {
        Tool answer = up("--htttp", "127.0.0.1:1");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("--htttp", "--http");
    }

    private Tool up(String... arguments) {
        var command = new java.util.ArrayList<>(List.of(
                RunningBus.launcher(), "up", "--data", folder.resolve("data").toString()));
        command.addAll(List.of(arguments));
        return Tool.run(Map.of(), command, "");
    }

    private static void assertOneSentence(Tool answer, String named) {
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err().strip().lines()).as(answer.err()).hasSize(1);
        assertThat(answer.err()).contains(named);
    }
}
