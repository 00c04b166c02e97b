package dev.agentbus.cli;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus dead-letters edit`.
@Command(
        name = "edit",
        description = "Put another value or key beside a dead letter's own; checked against its contract."
                + " The original stays; redriven is the edited one.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:kept", "1:refused: the sentence says what breaks the contract", "2:wrong usage"})
final class DeadLettersEditCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "As the list gives it.")
    private String id = "";

    @Option(names = "--value", paramLabel = "FILE", description = "The new value; - reads standard input.")
    private @Nullable String value;

    @Option(names = "--key", paramLabel = "TEXT", description = "The new key.")
    private @Nullable String key;

    @Option(names = "--revert", description = "Take an earlier edit away.")
    private boolean revert;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        if (spec != null && revert == (value != null || key != null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Give --value, --key or both, or --revert");
        }
        String path = "/api/dead-letters/" + BusClient.encoded(id) + "/edit";
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            JsonNode letter = DeadLettersListCommand.bodyOf(
                    revert ? bus.delete(path) : bus.put(path, request()), "edit dead letter");
            if (json) {
                screen.json(letter);
            } else {
                screen.line("%s %s; redrive it with: agentbus dead-letters redrive %s"
                        .formatted(revert ? "reverted" : "edited", Printable.of(id, 36), Printable.of(id, 36)));
            }
        }
    }

    private ObjectNode request() {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        if (value != null) {
            request.put("valueBase64", Base64.getEncoder().encodeToString(read(value)));
        }
        if (key != null) {
            request.put("key", key);
        }
        return request;
    }

    private static byte[] read(String file) {
        try {
            return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new Misconfigured("Cannot read value: it must be a readable file, got: " + file, e);
        }
    }
}
