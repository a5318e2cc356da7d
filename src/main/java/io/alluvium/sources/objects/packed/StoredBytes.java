package io.alluvium.sources.objects.packed;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a packed file. They know whether the store failed, or what is in them. */
final class StoredBytes extends FilterInputStream {
    private @Nullable IOException failure;

    StoredBytes(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What it means that unpacking failed: that the store did, or that the bytes are damaged. */
    IOException meaning(Exception error) {
        if (failure != null) {
            return failure;
        }
        if (error instanceof DamagedException damaged) {
            return damaged;
        }
        String message = error.getMessage();
        return new DamagedException(
                error instanceof EOFException || message == null ? "cut off or broken" : "broken: " + message, error);
    }
}
