package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.PlainReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// The rows of one file, one after another. One row group of it is in memory, as compressed as it
/// lies in the file. One thread.
final class RowCursor implements AutoCloseable {
    private final TopicName topic;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private @Nullable RecordReader<Group> records;
    private long left;

    RowCursor(Path file, TopicName topic) throws IOException {
        this.topic = topic;
        this.reader = ParquetFileReader.open(new LocalInputFile(file), new PlainReadOptions(new ZstdCodec()));
        this.schema = reader.getFooter().getFileMetaData().getSchema();
        reader.setRequestedSchema(RowReader.ORIGINAL);
    }

    /// @return null behind the last one
    RowReader.@Nullable Row next() throws IOException {
        while (left == 0) {
            PageReadStore group = reader.readNextRowGroup();
            if (group == null) {
                return null;
            }
            left = group.getRowCount();
            records = new ColumnIOFactory()
                    .getColumnIO(RowReader.ORIGINAL, schema)
                    .getRecordReader(group, new GroupRecordConverter(RowReader.ORIGINAL));
        }
        RecordReader<Group> open = records;
        if (open == null) {
            throw new IllegalStateException("Cannot read file: a group with rows was opened, got: none");
        }
        left--;
        return RowReader.row(open.read(), topic);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
