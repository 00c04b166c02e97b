package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// `agentbus doctor`: looks at everything a bus needs, and says what to do.
@Command(
        name = "doctor",
        description = "Check everything a bus needs, running or not, and say what to do about what is wrong.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing is wrong", "1:something is", "2:wrong usage"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        ArrayNode all = JsonMapper.shared().createArrayNode();
        boolean[] sick = {false};
        new Examination(settings, finding -> {
                    sick[0] |= finding.state() == Examination.State.WRONG;
                    if (json) {
                        all.addObject()
                                .put("check", finding.check())
                                .put("state", finding.state().word())
                                .put("message", finding.message());
                    } else {
                        screen.line("%-5s %-14s %s"
                                .formatted(finding.state().word(), finding.check(), Printable.of(finding.message())));
                    }
                })
                .run();
        if (json) {
            screen.json(all);
        }
        return sick[0] ? 1 : 0;
    }
}
