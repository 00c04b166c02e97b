package dev.agentbus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MainTest {
    @TempDir
    Path data;

    static Stream<String> commands() {
        return names(Main.commandLine(), "");
    }

    private static Stream<String> names(CommandLine line, String prefix) {
        return line.getSubcommands().entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(prefix + entry.getKey()), names(entry.getValue(), prefix + entry.getKey() + " ")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsEveryCommand(String command) {
        Run run = Run.of((command + " --help").split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: agentbus " + command);
    }

    @Test
    void endsWithTwoOnWrongUsage() {
        assertThat(Run.of("publish").code()).isEqualTo(2);
        assertThat(Run.of("no-such-command").code()).isEqualTo(2);
        assertThat(Run.of("contracts").code()).isEqualTo(2);
        assertThat(Run.of("trace", "x", "--nonsense").code()).isEqualTo(2);
    }

    @Test
    void saysWhereThereIsNoBus() {
        Run run = Run.of("trace", "x", "--data", data.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "agentbus: Cannot find a running bus: start one with `agentbus up`, got: %s%n".formatted(data));
    }

    @Test
    void saysSoInJsonToo() {
        Run run = Run.of("status", "--json", "--data", data.toString());

        JsonNode status = JsonMapper.shared().readTree(run.out());
        assertThat(run.code()).isEqualTo(1);
        assertThat(status.path("ready").asBoolean(true)).isFalse();
        assertThat(status.path("data").asString("")).isEqualTo(data.toString());
    }

    @Test
    void listsContractsOfTheUserToo() throws IOException {
        Files.createDirectory(data.resolve("contracts"));
        Files.writeString(data.resolve("contracts/orders.yaml"), """
                asyncapi: 3.0.0
                channels: {shop.orders: {messages: {order: {payload: {type: object, properties: {total: {type: number}}}}}}}
                """);

        Run list = Run.of("contracts", "list", "--data", data.toString());
        Run check = Run.of("contracts", "check", "--data", data.toString());
        Run export = Run.of("contracts", "export", "--data", data.toString());

        assertThat(list.out())
                .contains("agent-actions")
                .containsPattern("shop.orders +3 +7 d +correlation_id +shop_orders");
        assertThat(check.out()).isEqualTo("orders.yaml:2: shop.orders, 4 fields%n".formatted());
        assertThat(export.out()).contains("asyncapi: 3.0.0").contains("shop.orders");
    }

    @Test
    void namesFileLineAndRuleOfABrokenContract() throws IOException {
        Path broken = data.resolve("broken.yaml");
        Files.writeString(broken, "asyncapi: 3.0.0\nchannels:\n  a:\n    bindings: {kafka: {partitions: 0}}\n");

        Run run = Run.of("contracts", "check", broken.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("broken.yaml:4: ");
    }

    @Test
    void examinesAFolderWithoutABus() {
        Run run = Run.of("doctor", "--data", data.toString());

        assertThat(run.out())
                .contains("ok    data folder")
                .contains("look  bus")
                .contains("ok    contracts");
        assertThat(run.code()).isZero();
    }
}
