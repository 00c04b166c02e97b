package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.Optional;

/// A shell command an agent runs: some take milliseconds, some minutes.
record Command(String line, String description, String output, double medianMillis, double sigma) {
    private static final List<Command> QUICK = List.of(
            new Command("git status --short", "Show what changed", " M 3 files", 42, 0.4),
            new Command(
                    "git diff --stat",
                    "Show how much changed",
                    " 4 files changed, 61 insertions(+), 18 deletions(-)",
                    55,
                    0.4),
            new Command("git log --oneline -8", "Show the last commits", "8 lines", 38, 0.4),
            new Command("ls -la", "List the folder", "14 entries", 12, 0.5),
            new Command("git add -A && git commit -q -F .git/message", "Commit the change", "", 120, 0.5),
            new Command("git push -q origin HEAD", "Push the branch", "", 900, 0.5));

    static Command of(Request request, Project.SourceFile file, Dice dice) {
        Project project = request.project();
        String test = project.test().replace("{file}", file.name().replaceFirst("\\..*", ""));
        double drawn = dice.between(0.0, 1.0);
        if (drawn < 0.36) {
            return new Command(test, "Run the tests of " + file.name(), dice.between(3, 180) + " passed", 2_100, 0.9);
        }
        if (drawn < 0.48) {
            return new Command(project.build(), "Build " + project.name(), "done", 4_800, 0.8);
        }
        if (drawn < 0.62) {
            return new Command(project.lint(), "Lint " + project.name(), "no issues", 1_000, 0.5);
        }
        return dice.pick(QUICK);
    }

    Tool.Use use() {
        Doc details =
                new Doc().text("command", line).text("description", description).text("stdout", output);
        return new Tool.Use(Tool.BASH, details, line, Optional.empty(), medianMillis, sigma);
    }
}
