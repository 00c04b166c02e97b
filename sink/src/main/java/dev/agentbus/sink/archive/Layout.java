package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of an archive's objects.
///
/// - `topic=T/date=2026-01-31/hour=13/CLUSTER-PARTITION-FIRST.parquet`: events by the hour they
///   happened in; FIRST is the offset at which their segment begins.
/// - `_agentbus/…`: what the archive remembers about itself; query engines skip names with a leading
///   underscore.
final class Layout {
    static final String OWN = "_agentbus/";
    static final String IDENTITY = OWN + "archive.json";
    static final String CHAINS = OWN + "chains/";
    static final String PLAN_SUFFIX = ".plan.json";
    static final String DONE_SUFFIX = ".json";
    static final String HEAD = "head";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH").withZone(ZoneOffset.UTC);

    private Layout() {}

    static String chain(String cluster, LogPartition partition) {
        return "%s%s/%s/%d/".formatted(CHAINS, safe(cluster), partition.topic(), partition.number());
    }

    static String offset(long offset) {
        return "%020d".formatted(offset);
    }

    /// @param hour any time within it
    static String file(String cluster, LogPartition partition, long first, Instant hour) {
        return "topic=%s/date=%s/hour=%s/%s-%05d-%s.parquet"
                .formatted(
                        partition.topic(),
                        DATE.format(hour),
                        HOUR.format(hour),
                        abbreviated(cluster),
                        partition.number(),
                        offset(first));
    }

    /// Where the files of a day lie.
    static String day(TopicName topic, Instant day) {
        return "topic=%s/date=%s/".formatted(topic, DATE.format(day));
    }

    /// The end of a manifest's name, which files of its segment repeat: topic, partition, first offset.
    static String placeOf(String manifest) {
        String[] parts = manifest.split("/", -1);
        return String.join("/", Arrays.asList(parts).subList(Math.max(0, parts.length - 3), parts.length));
    }

    /// What the name of a data file says.
    ///
    /// @param hour of the day
    /// @param partition -1 for a file that is none of ours
    /// @param first the segment's first offset, as manifests are named by it
    record FileName(int hour, int partition, String first) {
        private static final Pattern LEGAL =
                Pattern.compile(".*/hour=([0-9]{2})/[0-9a-f]{8}-([0-9]{5})-([0-9]{20})\\.parquet");

        static FileName of(String key) {
            Matcher name = LEGAL.matcher(key);
            return name.matches()
                    ? new FileName(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)), name.group(3))
                    : new FileName(0, -1, "");
        }
    }

    static Instant hourOf(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    private static String safe(String cluster) {
        return cluster.matches("[A-Za-z0-9_-]+") ? cluster : abbreviated(cluster);
    }

    private static String abbreviated(String cluster) {
        return HexFormat.of().formatHex(Checksum.sha256().digest(cluster.getBytes(StandardCharsets.UTF_8)), 0, 4);
    }
}
