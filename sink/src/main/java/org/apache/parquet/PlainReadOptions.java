package org.apache.parquet;

import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.format.converter.ParquetMetadataConverter;

/// Options for reading without Hadoop. It stands here because the constructor is closed to other
/// packages, and the library's own builder makes Hadoop's codecs before it can be given others.
public final class PlainReadOptions extends ParquetReadOptions {
    private static final int MAX_ALLOCATION_BYTES = 8 << 20;

    public PlainReadOptions(CompressionCodecFactory codecs) {
        super(
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                FilterCompat.NOOP,
                ParquetMetadataConverter.NO_FILTER,
                codecs,
                new HeapByteBufferAllocator(),
                MAX_ALLOCATION_BYTES,
                Map.of(),
                null,
                null,
                new PlainParquetConfiguration());
    }
}
