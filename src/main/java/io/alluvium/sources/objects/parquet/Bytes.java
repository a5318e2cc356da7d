package io.alluvium.sources.objects.parquet;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** An open file as the library wants it. */
record Bytes(FSDataInputStream in, long size) implements InputFile {
    @Override
    public long getLength() {
        return size;
    }

    @Override
    public SeekableInputStream newStream() {
        return HadoopStreams.wrap(in);
    }
}
