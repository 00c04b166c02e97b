package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A day of a fleet, 60,000 events, with incidents in it. When an incident begins and what it must lead
/// to is planned here by hand, from what the shipped rules promise in words, and knows nothing of how
/// they are evaluated.
final class GeneratedDay {
    static final int EVENTS = 60_000;
    private static final int SLICE = 2_000;
    private static final int AGENTS = 12;
    private static final int ACTIONS = 5;

    private final Instant midnight;
    private final Random random;
    private final List<Happening> happenings = new ArrayList<>();
    private final List<Expected> plan = new ArrayList<>();

    /// One event.
    record Happening(String topic, Instant time, String json) {}

    /// One change that must be told: no other, at no other time.
    ///
    /// @param notice whether people are told
    record Expected(String rule, String change, Instant at, boolean notice) {}

    GeneratedDay(Instant midnight, long seed) {
        this.midnight = midnight;
        this.random = new Random(seed);
        plant();
        usualBusiness(EVENTS - happenings.size());
        happenings.sort(Comparator.comparing(Happening::time));
    }

    /// Through the front door, in slices.
    static void publish(RunningBus bus, List<Happening> happenings) {
        for (int first = 0; first < happenings.size(); first += SLICE) {
            Map<String, StringBuilder> byTopic = new TreeMap<>();
            happenings
                    .subList(first, Math.min(happenings.size(), first + SLICE))
                    .forEach(each -> byTopic.computeIfAbsent(each.topic(), _ -> new StringBuilder())
                            .append(each.json())
                            .append('\n'));
            byTopic.forEach((topic, lines) -> assertThat(
                            bus.post("/v1/events/" + topic, "application/x-ndjson", lines.toString())
                                    .statusCode())
                    .isEqualTo(202));
        }
    }

    /// Those from one time of the day, inclusive, to another.
    List<Happening> between(String from, String to) {
        return happenings.stream()
                .filter(each -> !each.time().isBefore(at(from)) && each.time().isBefore(at(to)))
                .toList();
    }

    /// The plan in words, as [AlertRig#changes] gives what was found.
    List<String> planned() {
        return plan.stream()
                .map(each -> "%s %s %s".formatted(each.rule(), each.change(), each.at()))
                .toList();
    }

    /// In the order of their times.
    List<Happening> happenings() {
        return List.copyOf(happenings);
    }

    List<Expected> plan() {
        return List.copyOf(plan);
    }

    Instant at(String time) {
        return midnight.plus(
                Duration.between(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("1970-01-01T" + time + "Z")));
    }

    private void expect(String rule, String fires, String resolves) {
        plan.add(new Expected(rule, "fired", at(fires), true));
        plan.add(new Expected(rule, "resolved", at(resolves), true));
    }

    private void add(String topic, Instant time, String fields) {
        happenings.add(new Happening(
                topic,
                time,
                "{\"event_id\":\"day-%d-%s\",\"timestamp\":\"%s\",%s}"
                        .formatted(happenings.size(), midnight, time, fields)));
    }

    private void error(Instant time, String agent, String action) {
        add(
                "agent-actions",
                time,
                "\"agent_name\":\"%s\",\"action_type\":\"error\",\"action_name\":\"%s\",\"correlation_id\":\"%s-%d\""
                        .formatted(agent, action, agent, time.getEpochSecond()));
    }

    private void decision(Instant time, String agent, boolean succeeded, int millis) {
        add(
                "agent-routing-decisions",
                time,
                "\"selected_agent\":\"%s\",\"confidence_score\":0.9,\"routing_strategy\":\"fuzzy\",\"execution_succeeded\":%s,\"routing_time_ms\":%d,\"correlation_id\":\"route-%d\""
                        .formatted(agent, succeeded, millis, time.toEpochMilli()));
    }

    private void execution(Instant time, String id, String status) {
        add(
                "agent-execution-logs",
                time,
                "\"execution_id\":\"%s\",\"agent_name\":\"coder\",\"status\":\"%s\",\"correlation_id\":\"%s\""
                        .formatted(id, status, id));
    }

    private void transformation(Instant time, boolean success, String target) {
        add(
                "agent-transformation-events",
                time,
                "\"source_agent\":\"router\",\"target_agent\":\"%s\",\"success\":%s,\"correlation_id\":\"move-%d\""
                        .formatted(target, success, time.toEpochMilli()));
    }

    private void quality(Instant time, String agent, double score) {
        add(
                "code-quality-metrics",
                time,
                "\"agent_name\":\"%s\",\"file_path\":\"src/%d.java\",\"quality_score\":%s,\"path_id\":\"p-%d\""
                        .formatted(agent, time.getEpochSecond(), score, time.getEpochSecond() % 500));
    }

    private void plant() {
        for (int i = 0; i < 3; i++) {
            transformation(at("02:00:10").plusSeconds(i), false, "surgeon");
        }
        expect("failed-transformations", "02:00:30", "02:05:30");

        quality(at("03:10:05"), "rusher", 0.41);
        expect("poor-code-quality", "03:11:00", "03:21:00");

        for (String time : List.of("04:00:05", "04:02:05", "04:04:05", "04:06:05")) {
            error(at(time), "stubborn", "Bash");
        }
        expect("same-failure", "04:07:00", "04:16:00");

        burst("07:00:05", 24);
        expect("error-rate-high", "07:01:00", "07:11:00");

        burst("08:00:05", 120);
        expect("error-rate-high", "08:01:00", "08:11:00");
        expect("error-rate-critical", "08:01:00", "08:11:00");

        plantRouting();

        for (int i = 0; i < 8; i++) {
            add(
                    "agent-actions",
                    at("13:00:01").plusSeconds(i),
                    "\"agent_name\":\"looper\",\"action_type\":\"tool_call\",\"action_name\":\"Grep\",\"correlation_id\":\"loop-1\",\"action_details\":{\"pattern\":\"TODO\"}");
        }
        expect("agent-in-a-loop", "13:00:30", "13:05:30");

        execution(at("14:00:00.500"), "lost", "started");
        execution(at("15:00:00.250"), "lost", "success");
        expect("agent-never-ended", "14:30:00.500", "15:00:00.250");
    }

    /// Errors of agents that fail once each.
    private void burst(String time, int errors) {
        for (int i = 0; i < errors; i++) {
            error(at(time).plusMillis(i * 300L), "unlucky-" + i, "Write");
        }
    }

    private void plantRouting() {
        decision(at("09:00:03"), "slowpoke", true, 2_500);
        decision(at("09:01:03"), "laggard", true, 2_001);
        // Told as one: when the first is slow, and when none is any more.
        plan.add(new Expected("slow-routing", "fired", at("09:00:30"), true));
        plan.add(new Expected("slow-routing", "fired", at("09:01:30"), false));
        plan.add(new Expected("slow-routing", "resolved", at("09:05:30"), false));
        plan.add(new Expected("slow-routing", "resolved", at("09:06:30"), true));

        for (int i = 0; i < 70; i++) {
            decision(at("11:00:10").plusMillis(i * 400L), "misled", false, 20);
        }
        expect("routing-success-low", "11:05:00", "12:05:00");
    }

    /// Steady traffic with few errors, spread over agents and actions so that none stands out.
    private void usualBusiness(int count) {
        long gap = Duration.ofDays(1).toMillis() / count;
        int errors = 0;
        for (int i = 0; i < count; i++) {
            Instant time = midnight.plusMillis(i * gap + random.nextInt((int) gap));
            switch (i % 10) {
                case 7 -> decision(time, "agent-" + random.nextInt(AGENTS), true, 5 + random.nextInt(200));
                case 8 -> execution(time, "run-" + i / 20, i % 20 == 8 ? "started" : "success");
                case 9 -> {
                    if (i % 20 == 9) {
                        quality(time, "agent-" + random.nextInt(AGENTS), 0.75 + random.nextInt(25) / 100.0);
                    } else {
                        transformation(time, true, "agent-" + random.nextInt(AGENTS));
                    }
                }
                default -> {
                    if (i % 100 == 0) {
                        error(time, "agent-" + errors % AGENTS, "Tool" + errors / AGENTS % ACTIONS);
                        errors++;
                    } else {
                        action(time, i);
                    }
                }
            }
        }
    }

    private void action(Instant time, int number) {
        add(
                "agent-actions",
                time,
                "\"agent_name\":\"agent-%d\",\"action_type\":\"tool_call\",\"action_name\":\"Read\",\"success\":true,\"correlation_id\":\"task-%d\",\"action_details\":{\"file\":\"src/%d.java\"}"
                        .formatted(random.nextInt(AGENTS), number / 40, number));
    }
}
