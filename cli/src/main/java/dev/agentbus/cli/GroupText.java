package dev.agentbus.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Answers about groups as rows of text, the worst first.
final class GroupText {
    private static final List<String> WORST_LAST = List.of("OK", "WARN", "REWOUND", "STALLED", "STOPPED");
    private static final List<String> HEAD = List.of("GROUP", "VERDICT", "LAG", "BEHIND", "EVENTS/S", "MEMBERS", "WHY");
    private static final int MAX_REASON = 160;

    private GroupText() {}

    static List<List<String>> groups(JsonNode answer) {
        List<JsonNode> groups = new ArrayList<>();
        answer.path("groups").forEach(groups::add);
        groups.sort(Comparator.comparingInt(GroupText::badness)
                .thenComparingLong(group -> group.path("lagEvents").asLong(0))
                .reversed()
                .thenComparing(group -> group.path("group").asString("")));
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        groups.forEach(group -> rows.add(row(group)));
        return rows;
    }

    /// The group, the partitions with something left, the others in short, and the members.
    static List<List<List<String>>> one(JsonNode group) {
        List<List<String>> partitions = new ArrayList<>();
        partitions.add(List.of("PARTITION", "VERDICT", "POSITION", "LAG", "BEHIND", "EVENTS/S", "WHY"));
        Map<String, Integer> others = new TreeMap<>();
        for (JsonNode partition : group.path("partitions")) {
            if (hasNothingLeft(partition)) {
                others.merge(reasons(partition), 1, Integer::sum);
            } else {
                partitions.add(partition(partition));
            }
        }
        List<List<String>> inShort = new ArrayList<>();
        others.forEach((reasons, count) -> inShort.add(
                List.of("%d more with nothing left%s".formatted(count, reasons.isEmpty() ? "" : ": " + reasons))));
        return List.of(
                List.of(HEAD, row(group)), partitions.size() == 1 ? List.of() : partitions, inShort, members(group));
    }

    private static List<List<String>> members(JsonNode group) {
        List<List<String>> members = new ArrayList<>();
        for (JsonNode member : group.path("members")) {
            members.add(List.of(
                    "member",
                    Printable.of(member.path("clientId").asString("")),
                    Printable.of(member.path("host").asString("")),
                    member.path("partitions").size() + " partitions",
                    Printable.of(member.path("id").asString(""))));
        }
        return members;
    }

    private static List<String> row(JsonNode group) {
        return List.of(
                Printable.of(group.path("group").asString("")),
                group.path("verdict").asString("?"),
                group.path("lagEvents").asString("?"),
                behind(group),
                rate(group),
                group.path("memberCount").asString("?"),
                why(group));
    }

    private static boolean hasNothingLeft(JsonNode partition) {
        return partition.path("lagEvents").asLong(1) == 0
                && !partition.path("verdict").asString("").equals("REWOUND");
    }

    private static List<String> partition(JsonNode partition) {
        return List.of(
                "%s-%s"
                        .formatted(
                                Printable.of(partition.path("topic").asString("")),
                                partition.path("partition").asString("?")),
                partition.path("verdict").asString("?"),
                partition.path("position").asString("-"),
                partition.path("lagEvents").asString("?"),
                behind(partition),
                rate(partition),
                reasons(partition));
    }

    private static int badness(JsonNode group) {
        return WORST_LAST.indexOf(group.path("verdict").asString(""));
    }

    private static String rate(JsonNode node) {
        return String.format(Locale.ROOT, "%.1f", node.path("eventsPerSecond").asDouble(0));
    }

    private static String reasons(JsonNode node) {
        List<String> reasons = new ArrayList<>();
        node.path("reasons").forEach(reason -> reasons.add(Printable.of(reason.asString(""))));
        return String.join(", ", reasons);
    }

    /// An error of the past is no reason for a group that is well.
    private static String why(JsonNode group) {
        String reasons = reasons(group);
        String error = group.path("lastError").path("message").asString("");
        return group.path("verdict").asString("").equals("OK") || error.isEmpty()
                ? reasons
                : Printable.of(reasons.isEmpty() ? error : reasons + ": " + error, MAX_REASON);
    }

    private static String behind(JsonNode node) {
        JsonNode seconds = node.path("lagSeconds");
        if (node.path("lagEvents").asLong(0) == 0) {
            return "-";
        }
        return seconds.isNumber() ? text(Duration.ofSeconds(Math.round(seconds.asDouble()))) : "?";
    }

    /// The two largest units.
    static String text(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d s".formatted(time.toSeconds());
    }
}
