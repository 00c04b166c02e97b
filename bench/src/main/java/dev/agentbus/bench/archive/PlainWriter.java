package dev.agentbus.bench.archive;

import com.github.luben.zstd.Zstd;
import dev.agentbus.log.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/// The peer: parquet-java's own example writer, records that are in memory, one file, nothing
/// decoded, no position kept.
final class PlainWriter {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message record { required int64 offset; required int64 timestamp; optional binary key; optional binary value; }");

    private PlainWriter() {}

    static void write(Path file, List<LogRecord> records) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withCodecFactory(new Codecs())
                .withDictionaryEncoding("value", false)
                .build()) {
            for (LogRecord record : records) {
                Group row = new SimpleGroup(SCHEMA);
                row.add(0, record.offset());
                row.add(1, record.timestamp().toEpochMilli());
                add(row, 2, record.key());
                add(row, 3, record.value());
                writer.write(row);
            }
        }
    }

    private static void add(Group row, int field, byte @org.jspecify.annotations.Nullable [] value) {
        if (value != null) {
            row.add(field, Binary.fromConstantByteArray(value));
        }
    }

    /// zstd without Hadoop; only for writing.
    private static final class Codecs implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    try (InputStream in = bytes.toInputStream()) {
                        return BytesInput.from(Zstd.compress(in.readAllBytes(), 3));
                    }
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return CompressionCodecName.ZSTD;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("Cannot read: this peer only writes, got: " + codec);
        }

        @Override
        public void release() {}
    }
}
