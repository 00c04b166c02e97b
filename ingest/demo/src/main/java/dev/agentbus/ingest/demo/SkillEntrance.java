package dev.agentbus.ingest.demo;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// By the scripts that agents call from a shell: one process per event.
final class SkillEntrance implements Entrance {
    private final DemoBus.Skills skills;
    private final Tally tally;
    private final Lane lane;

    SkillEntrance(DemoBus.Skills skills, Tally tally) {
        if (!Files.isExecutable(skills.folder().resolve("log-agent-action"))) {
            throw new Misconfigured(
                    "Cannot run demo: the folder of the skills must hold log-agent-action, got: " + skills.folder());
        }
        this.skills = skills;
        this.tally = tally;
        this.lane = new Lane("demo-skills", 1, this::call).started();
    }

    @Override
    public boolean send(Dispatch dispatch, BooleanSupplier stopping) {
        return lane.put(dispatch, stopping);
    }

    @Override
    public void close(long deadlineNanos) {
        lane.close(deadlineNanos);
    }

    private void call(List<Dispatch> batch) throws InterruptedException {
        for (Dispatch dispatch : batch) {
            try {
                call(dispatch);
            } catch (IOException e) {
                tally.refused("Cannot run skill: %s, got: %s".formatted(e.getMessage(), dispatch.event()));
            }
        }
    }

    private void call(Dispatch dispatch) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(dispatch.event().skillCall(dispatch.moment()));
        command.set(0, skills.folder().resolve(command.getFirst()).toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // The bus of this data folder is meant, whatever the shell says.
        builder.environment().keySet().removeIf(name -> name.startsWith("AGENTBUS_") || name.equals("DEBUG"));
        builder.environment().put("AGENTBUS_HOME", skills.home().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String answer = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() == 0) {
            tally.acknowledged(Door.SKILL);
        } else {
            tally.refused(answer);
        }
    }
}
