package dev.agentbus.process.replay;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import java.util.List;
import java.util.Map;

/// What an archive holds of one cluster, as far as it may be meant. Safe for any thread.
public interface ArchivedPast {
    /// The cluster in whose log the records stood.
    String cluster();

    /// The offsets at which they stood; others may lie between.
    Map<LogPartition, OffsetRange> ranges();

    /// Reads the records, in order per partition, without a group; a file is checked before the first of
    /// its records comes. Its ends are known of partitions that were read to the end. The caller closes
    /// it.
    LogReader reader(ReaderSettings settings);

    /// Files that were left out because they are not as they were written, each in a sentence, as far
    /// as they were come upon by any reader.
    List<String> broken();
}
