package dev.agentbus.acceptance;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/// A kind of step that an agent takes; each time with other files, numbers and words.
///
/// @param label how its generalised form begins
/// @param tool the action's name
/// @param detail the name of the action's detail; blank when it has none
/// @param template of the detail: F is a file, N a number, W a word
record WorkStep(String label, String tool, String detail, String template) {
    private static final List<String> FOLDERS =
            List.of("src/main", "src/test", "lib", "billing", "web/app", "core/util");
    private static final List<String> NAMES =
            List.of("Order", "Invoice", "Session", "Cursor", "Router", "Parser", "Ledger", "Basket", "Tenant", "Quota");
    private static final List<String> ENDINGS =
            List.of("Service.java", "Test.java", ".py", "_spec.ts", "View.tsx", ".go");
    private static final List<String> WORDS = List.of("retry", "timeout", "rounding", "TODO", "null", "deprecated");

    static final List<WorkStep> ALL = List.of(
            new WorkStep("Read", "Read", "file_path", "F"),
            new WorkStep("Edit", "Edit", "file_path", "F"),
            new WorkStep("Grep", "Grep", "pattern", "W"),
            new WorkStep("Bash mvn test", "Bash", "command", "mvn -q test -Dtest=N F"),
            new WorkStep("Bash git diff", "Bash", "command", "git diff --stat F"),
            new WorkStep("Write", "Write", "file_path", "F"),
            new WorkStep("Glob", "Glob", "pattern", "**/*.java"),
            new WorkStep("Bash git commit", "Bash", "command", "git commit -m 'W in F'"),
            new WorkStep("WebSearch", "WebSearch", "query", "W best practice N"),
            new WorkStep("WebFetch", "WebFetch", "url", "https://docs.example.com/N/W"),
            new WorkStep("Bash npm run", "Bash", "command", "npm run lint -- F"),
            new WorkStep("Bash docker build", "Bash", "command", "docker build -t app:N ."),
            new WorkStep("Bash kubectl apply", "Bash", "command", "kubectl apply -f F"),
            new WorkStep("TodoWrite", "TodoWrite", "", ""),
            new WorkStep("mcp__db__query", "mcp__db__query", "sql", "SELECT count(*) FROM W WHERE id = N"),
            new WorkStep("Bash pytest", "Bash", "command", "cd services && pytest -x F"),
            new WorkStep("Bash cargo clippy", "Bash", "command", "cargo clippy --fix F"),
            new WorkStep("Bash terraform plan", "Bash", "command", "terraform plan -out=F"),
            new WorkStep("Bash flyway migrate", "Bash", "command", "flyway migrate -target=N"),
            new WorkStep("Screenshot", "Screenshot", "file_path", "F"),
            new WorkStep("Profile", "Profile", "path", "F"),
            new WorkStep("Benchmark", "Benchmark", "", ""),
            new WorkStep("Bash git bisect", "Bash", "command", "git bisect N"),
            new WorkStep("Review", "Review", "file", "F"));

    /// What is done and with what, anew each time.
    String subject(Random random) {
        String file = pick(FOLDERS, random) + "/" + pick(NAMES, random) + random.nextInt(90) + pick(ENDINGS, random);
        return template.replace("F", file)
                .replace("N", Integer.toString(random.nextInt(9_000)))
                .replace("W", pick(WORDS, random));
    }

    /// As an action's details.
    void details(ObjectNode details, String subject) {
        if (!detail.isEmpty()) {
            details.put(detail, subject);
        }
    }

    /// As one line of a task's steps.
    String line(String subject) {
        return subject.isEmpty() ? tool : tool + " " + subject;
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
