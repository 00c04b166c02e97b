package dev.agentbus.sink.archive;

import dev.agentbus.events.Header;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of one partition that are not yet in a file of the archive, in a file of this
/// process. Nothing of it survives a start: the log still has them.
final class Spool implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int ABSENT = -1;

    private final LogPartition partition;
    private final Path file;
    private final DataOutputStream out;
    private long bytes;

    /// Takes the records of an hour, one by one.
    interface Reading {
        void take(LogRecord record) throws IOException;
    }

    Spool(LogPartition partition, Path file) throws IOException {
        this.partition = partition;
        this.file = file;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
    }

    /// What the records weigh, roughly as in the log.
    long bytes() {
        return bytes;
    }

    void append(Instant hour, LogRecord record) throws IOException {
        byte[] body = bodyOf(record);
        out.writeInt(body.length);
        out.writeLong(hour.getEpochSecond());
        out.write(body);
        bytes += Integer.BYTES + Long.BYTES + body.length;
    }

    private static byte[] bodyOf(LogRecord record) throws IOException {
        byte[] value = record.value();
        ByteArrayOutputStream body = new ByteArrayOutputStream(256 + (value == null ? 0 : value.length));
        try (DataOutputStream to = new DataOutputStream(body)) {
            to.writeLong(record.offset());
            to.writeLong(record.timestamp().toEpochMilli());
            write(to, record.key());
            write(to, value);
            to.writeInt(record.headers().size());
            for (Header header : record.headers()) {
                write(to, header.name().getBytes(StandardCharsets.UTF_8));
                write(to, header.value());
            }
        }
        return body.toByteArray();
    }

    private static void write(DataOutputStream to, byte @Nullable [] field) throws IOException {
        if (field == null) {
            to.writeInt(ABSENT);
            return;
        }
        to.writeInt(field.length);
        to.write(field);
    }

    /// The records of one hour, in order.
    void read(Instant hour, Reading reading) throws IOException {
        out.flush();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            for (int length = lengthOf(in); length >= 0; length = lengthOf(in)) {
                boolean wanted = in.readLong() == hour.getEpochSecond();
                if (wanted) {
                    reading.take(record(in));
                } else {
                    in.skipNBytes(length);
                }
            }
        }
    }

    private static int lengthOf(DataInputStream in) throws IOException {
        try {
            return in.readInt();
        } catch (EOFException _) {
            return ABSENT;
        }
    }

    private LogRecord record(DataInputStream in) throws IOException {
        long offset = in.readLong();
        Instant timestamp = Instant.ofEpochMilli(in.readLong());
        byte[] key = field(in);
        byte[] value = field(in);
        int count = in.readInt();
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = new String(required(in), StandardCharsets.UTF_8);
            headers.add(new Header(name, required(in)));
        }
        return new LogRecord(partition, offset, timestamp, key, value, headers);
    }

    private static byte @Nullable [] field(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == ABSENT ? null : in.readNBytes(length);
    }

    private static byte[] required(DataInputStream in) throws IOException {
        byte[] field = field(in);
        if (field == null) {
            throw new EOFException("a header without name or value");
        }
        return field;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            Files.deleteIfExists(file);
        }
    }
}
