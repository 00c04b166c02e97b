package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A stretch of a partition and the files that hold its events: those of one hour are one file.
///
/// @param first offset of its first record
/// @param next offset at which the next segment begins
public record Segment(String cluster, LogPartition partition, long first, long next, List<ArchivedFile> files) {
    public Segment {
        files = List.copyOf(files);
    }

    long rows() {
        return files.stream().mapToLong(ArchivedFile::rows).sum();
    }

    Segment withFiles(List<ArchivedFile> others) {
        return new Segment(cluster, partition, first, next, others);
    }

    byte[] json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("cluster", cluster).put("topic", partition.topic().value()).put("partition", partition.number());
        node.put("first", first).put("next", next);
        for (ArchivedFile file : files) {
            node.withArray("files")
                    .addObject()
                    .put("key", file.key())
                    .put("hour", file.hour().toString())
                    .put("rows", file.rows())
                    .put("firstOffset", file.firstOffset())
                    .put("lastOffset", file.lastOffset())
                    .put("firstTime", file.firstTime().toString())
                    .put("lastTime", file.lastTime().toString())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256());
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    }

    static Segment of(byte[] json) {
        JsonNode node = JsonMapper.shared().readTree(json);
        return new Segment(
                node.path("cluster").asString(),
                new LogPartition(
                        new TopicName(node.path("topic").asString()),
                        node.path("partition").asInt()),
                node.path("first").asLong(),
                node.path("next").asLong(),
                node.path("files").valueStream().map(Segment::file).toList());
    }

    private static ArchivedFile file(JsonNode node) {
        return new ArchivedFile(
                node.path("key").asString(),
                Instant.parse(node.path("hour").asString()),
                node.path("rows").asLong(),
                node.path("firstOffset").asLong(),
                node.path("lastOffset").asLong(),
                Instant.parse(node.path("firstTime").asString()),
                Instant.parse(node.path("lastTime").asString()),
                node.path("bytes").asLong(),
                node.path("sha256").asString());
    }
}
