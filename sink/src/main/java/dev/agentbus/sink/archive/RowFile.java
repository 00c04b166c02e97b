package dev.agentbus.sink.archive;

import dev.agentbus.log.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/// A Parquet file that is being written to this machine's disk. At most one row group of it is in
/// memory.
final class RowFile implements AutoCloseable {
    /// What is in memory while a file is written, before compression.
    static final long ROW_GROUP_BYTES = 16L << 20;

    /// How many rows are written before their size is looked at, at least: a record may have 1 MB.
    private static final int ROWS_BETWEEN_LOOKS = 10;

    private final Path path;
    private final ParquetWriter<ArchivedRow> writer;
    private long rows;
    private long firstOffset;
    private long lastOffset;
    private Instant firstTime = Instant.MAX;
    private Instant lastTime = Instant.MIN;

    RowFile(Path path, RowSchema schema) throws IOException {
        this.path = path;
        this.writer = new Builder(new LocalOutputFile(path), schema)
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withCodecFactory(new ZstdCodec())
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withMinRowCountForPageSizeCheck(ROWS_BETWEEN_LOOKS)
                .withDictionaryEncoding(RowSchema.VALUE, false)
                .withDictionaryEncoding(RowSchema.EVENT_ID, false)
                .withDictionaryEncoding(RowSchema.OFFSET, false)
                .build();
    }

    void add(ArchivedRow row) throws IOException {
        writer.write(row);
        LogRecord record = row.record();
        if (rows++ == 0) {
            firstOffset = record.offset();
        }
        lastOffset = record.offset();
        Instant time = row.event().time();
        firstTime = time.isBefore(firstTime) ? time : firstTime;
        lastTime = time.isAfter(lastTime) ? time : lastTime;
    }

    /// Closes the file and describes it.
    ArchivedFile finish(String key, Instant hour) throws IOException {
        writer.close();
        ObjectStore.Stat stat = Checksum.of(path);
        return new ArchivedFile(
                key, hour, rows, firstOffset, lastOffset, firstTime, lastTime, stat.bytes(), stat.sha256());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<ArchivedRow, Builder> {
        private final RowSchema schema;

        Builder(OutputFile file, RowSchema schema) {
            super(file);
            this.schema = schema;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @SuppressWarnings("deprecation")
        @Override
        protected WriteSupport<ArchivedRow> getWriteSupport(Configuration configuration) {
            return new RowWriter(schema);
        }

        @Override
        protected WriteSupport<ArchivedRow> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriter(schema);
        }
    }
}
