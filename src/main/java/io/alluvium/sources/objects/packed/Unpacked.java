package io.alluvium.sources.objects.packed;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is in one stored file: the file itself, unpacked, or each of those in an archive. It is read as a stream, so that memory does
 * not grow with what is in it; what is cut off or broken raises a {@link DamagedException}, at the latest at the end.
 */
public final class Unpacked implements Closeable {
    private final String stored;
    private final StoredBytes bytes;
    private final Packing packing;
    private final @Nullable Archive archive;
    private boolean begun;
    private String name;
    private InputStream stream = InputStream.nullInputStream();

    /**
     * Begins before the first file.
     *
     * @param name of the stored file
     * @param bytes as stored; closed with this
     * @param packing how the file is packed
     */
    public Unpacked(String name, InputStream bytes, Packing packing) {
        this.stored = name;
        this.name = name;
        this.bytes = new StoredBytes(bytes);
        this.packing = packing;
        this.archive = packing == Packing.ZIP ? new Archive(this.bytes) : null;
    }

    /**
     * Moves to the next file; of the last one nothing can be read any more.
     *
     * @return false after the last one
     */
    public boolean next() throws IOException {
        if (archive != null) {
            return nextIn(archive);
        }
        if (begun) {
            return false;
        }
        begun = true;
        stream = UnpackedStream.of(bytes, bytes, packing);
        return true;
    }

    private boolean nextIn(Archive files) throws IOException {
        stream.close();
        String entry = files.next();
        if (entry == null) {
            return false;
        }
        name = stored + "/" + entry;
        try {
            stream = UnpackedStream.of(files.stream(), bytes, Packing.of(entry));
        } catch (DamagedException e) {
            throw new DamagedException(entry + " in it: " + e.getMessage(), e);
        }
        return true;
    }

    /** What the file is called: by the stored file's name, and in an archive by its own behind that. */
    public String name() {
        return name;
    }

    /** The file's bytes; closing them closes no other file. */
    public InputStream stream() {
        return new FilterInputStream(stream) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return in.read(into, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (archive == null) {
                    Unpacked.this.close();
                } else {
                    in.close();
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        try {
            stream.close();
        } finally {
            if (archive != null) {
                archive.close();
            } else {
                bytes.close();
            }
        }
    }
}
