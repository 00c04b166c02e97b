package dev.agentbus.app;

import dev.agentbus.log.GroupAdmin.Member;
import dev.agentbus.process.groups.GroupStanding;
import dev.agentbus.process.groups.PartitionStanding;
import dev.agentbus.process.groups.Standings;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Standings of consumer groups as JSON. What is not known is null, never a guess.
final class GroupJson {
    private GroupJson() {}

    static void write(ObjectNode out, Standings standings) {
        out.put("asOf", standings.asOf().map(Object::toString).orElse(null))
                .put("problem", standings.problem().orElse(null));
    }

    static void writeGroup(ObjectNode out, GroupStanding group) {
        writeVerdict(out, group);
        out.put("lagEvents", group.lagEvents())
                .put("lagSeconds", seconds(group.lagTime()))
                .put("eventsPerSecond", rounded(group.eventsPerSecond()))
                .put("arrivingPerSecond", rounded(group.arrivingPerSecond()))
                .put("memberCount", group.members().size())
                .put("partitionCount", group.partitions().size());
        writeTexts(
                out.putArray("topics"),
                group.partitions().stream()
                        .map(partition -> partition.partition().topic().value())
                        .distinct()
                        .toList());
        writeLastError(out, group);
    }

    static void writeVerdict(ObjectNode out, GroupStanding group) {
        out.put("group", group.group()).put("verdict", group.verdict().name());
        writeTexts(out.putArray("reasons"), group.reasons());
    }

    static void writePartition(ObjectNode out, PartitionStanding partition) {
        out.put("topic", partition.partition().topic().value())
                .put("partition", partition.partition().number())
                .put("member", partition.member().orElse(null))
                .put(
                        "position",
                        partition.position().isPresent() ? partition.position().getAsLong() : null)
                .put("end", partition.end())
                .put(
                        "lagEvents",
                        partition.lagEvents().isPresent()
                                ? partition.lagEvents().getAsLong()
                                : null)
                .put("lagSeconds", seconds(partition.lagTime()))
                .put("eventsPerSecond", rounded(partition.eventsPerSecond()))
                .put("arrivingPerSecond", rounded(partition.arrivingPerSecond()))
                .put("verdict", partition.verdict().name());
        writeTexts(out.putArray("reasons"), partition.reasons());
    }

    static void writeMember(ObjectNode out, Member member) {
        out.put("id", member.id()).put("clientId", member.clientId()).put("host", member.host());
        writeTexts(
                out.putArray("partitions"),
                member.partitions().stream().sorted().map(Object::toString).toList());
    }

    static void writeLastError(ObjectNode out, GroupStanding group) {
        if (group.lastError().isEmpty()) {
            out.putNull("lastError");
            return;
        }
        out.putObject("lastError")
                .put("message", group.lastError().get().message())
                .put("time", group.lastError().get().time().toString());
    }

    private static void writeTexts(ArrayNode out, Collection<String> texts) {
        texts.forEach(out::add);
    }

    private static @Nullable Double seconds(Optional<Duration> time) {
        return time.map(lag -> lag.toMillis() / 1_000.0).orElse(null);
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
