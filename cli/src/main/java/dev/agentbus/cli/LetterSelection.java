package dev.agentbus.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which dead letters a command changes: by id, by what they have in common, or all; never by accident.
final class LetterSelection {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "Single letters.")
    private List<String> ids = List.of();

    @Mixin
    private LetterChoice choice = new LetterChoice();

    @Option(names = "--all", description = "All there are.")
    private boolean all;

    @Option(names = "--cap", paramLabel = "N", description = "At most so many, the oldest records first (10000).")
    private int cap = 10_000;

    @Option(names = "--dry-run", description = "Only say what would happen.")
    private boolean dryRun;

    boolean isDryRun() {
        return dryRun;
    }

    ObjectNode request() {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        ObjectNode filter = choice.json();
        int ways = (ids.isEmpty() ? 0 : 1) + (filter.isEmpty() ? 0 : 1) + (all ? 1 : 0);
        if (ways != 1 && spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Name letters by ID, or by options such as --cause, or say --all");
        }
        if (!ids.isEmpty()) {
            ArrayNode list = request.putArray("ids");
            ids.forEach(list::add);
        } else if (all) {
            request.put("all", true);
        } else {
            request.set("filter", filter);
        }
        return request.put("cap", cap).put("dryRun", dryRun);
    }
}
