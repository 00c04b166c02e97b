package dev.agentbus.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns made-up work into events as agents send them: of two traces in three each step is an action
/// and the task says how it ended; of the third the task lists the steps itself.
final class WorkEvents {
    /// An event on its way.
    record Said(String topic, String key, String id, String json, Instant time) {}

    /// A step as it was done.
    ///
    /// @param error empty when it went well
    record Done(WorkStep step, String error) {
        static Done well(WorkStep step) {
            return new Done(step, "");
        }

        static Done badly(WorkStep step, String error) {
            return new Done(step, error);
        }

        boolean failed() {
            return !error.isEmpty();
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> AGENTS =
            List.of("coder-1", "coder-2", "reviewer", "builder-7", "fixer", "planner");

    private final Random random;
    private final String prefix;
    private final Instant start;
    private final int together;
    private final List<Said> said = new ArrayList<>();
    private int traces;
    private Shared shared = new Shared("", "", Instant.MIN, Instant.MIN);

    /// The task before, of the same correlation id.
    private record Shared(String correlation, String agent, Instant begun, Instant ended) {}

    /// @param together tasks that share one correlation id: the second follows the first, the third runs beside the
    ///     second, by another agent, the fourth follows it
    WorkEvents(Random random, String prefix, Instant start, int together) {
        this.random = random;
        this.prefix = prefix;
        this.start = start;
        this.together = together;
    }

    List<Said> inOrder() {
        return said.stream().sorted(Comparator.comparing(Said::time)).toList();
    }

    /// @return its correlation id
    String trace(String prompt, String taskType, List<Done> steps, boolean success) {
        int place = traces % together;
        Shared begun = begun(place);
        String trace = begun.correlation();
        String agent = begun.agent();
        Instant time = begun.begun();
        boolean listed = traces % 3 == 0;
        ObjectNode task = opening(trace, agent);
        ArrayNode list = listed ? task.putArray("steps") : JSON.createArrayNode();
        long total = 0;
        for (Done done : steps) {
            long millis = 20L + random.nextInt(3_000);
            total += millis;
            time = time.plusMillis(millis + random.nextInt(900));
            String subject = done.step().subject(random);
            if (listed) {
                list(list.addObject(), done, subject, millis);
            } else {
                act(trace, agent, done, new Act(subject, millis, time));
            }
        }
        task.put("original_prompt", prompt).put("task_type", taskType).put("domain", "made-up");
        task.put("success", success).put("total_duration_ms", total);
        task.put("quality_score", success ? 0.7 + 0.3 * random.nextDouble() : 0.5 * random.nextDouble());
        say(
                "task-executions",
                UUID.nameUUIDFromBytes(prompt.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString(),
                task,
                time.plus(Duration.ofMillis(40)));
        shared = new Shared(trace, agent, begun.begun(), time.plus(Duration.ofMillis(40)));
        return trace;
    }

    private Shared begun(int place) {
        String trace = "%s-%05d-%08x".formatted(prefix, traces++, random.nextInt());
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        Instant time = start.plusSeconds(random.nextInt(86_400));
        Shared before = shared;
        return switch (place) {
            case 0 -> new Shared(trace, agent, time, time);
            case 2 -> {
                String other = AGENTS.get((AGENTS.indexOf(before.agent()) + 1) % AGENTS.size());
                yield new Shared(before.correlation(), other, before.begun().plusSeconds(1), time);
            }
            default ->
                new Shared(before.correlation(), before.agent(), before.ended().plusMillis(500), time);
        };
    }

    private record Act(String subject, long millis, Instant time) {}

    private static void list(ObjectNode node, Done done, String subject, long millis) {
        node.put("action", done.step().line(subject)).put("tool", done.step().tool());
        node.put("duration_ms", millis).put("outcome", done.failed() ? "failure" : "success");
        if (done.failed()) {
            node.put("error", done.error());
        }
    }

    private void act(String trace, String agent, Done done, Act act) {
        ObjectNode action = opening(trace, agent);
        action.put("action_type", done.failed() ? "error" : "tool_call");
        action.put("action_name", done.step().tool());
        ObjectNode details = action.putObject("action_details");
        done.step().details(details, act.subject());
        if (done.failed()) {
            details.put("error", done.error());
        }
        action.put("duration_ms", act.millis()).put("success", !done.failed());
        say("agent-actions", trace, action, act.time());
    }

    private ObjectNode opening(String trace, String agent) {
        ObjectNode node = JSON.createObjectNode();
        node.put("event_id", new UUID(random.nextLong(), random.nextLong()).toString());
        return node.put("correlation_id", trace).put("agent_name", agent);
    }

    private void say(String topic, String key, ObjectNode node, Instant time) {
        node.put("timestamp", time.toString());
        said.add(new Said(topic, key, node.path("event_id").asString(""), node.toString(), time));
    }
}
