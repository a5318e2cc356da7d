package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataInputStream;

/** Opens files of a source's folder, whatever the store. */
record Folder(Storage storage) {

    /** The file's bytes as stored. */
    InputStream open(String path) throws IOException {
        return new BufferedInputStream(
                storage.openLarge(path).orElseThrow(() -> new FileNotFoundException(storage.name(path))));
    }

    /** The file's bytes, to be read here and there; nothing is unpacked. */
    FSDataInputStream seekable(String path) throws IOException {
        return storage.openSeekable(path).orElseThrow(() -> new FileNotFoundException(storage.name(path)));
    }

    /** What this machine, or Hadoop, calls the file. */
    String address(String path) {
        return storage.localFile(path).orElseGet(() -> storage.uri(path));
    }

    /** The bytes that the file has. */
    long size(String path) throws IOException {
        return storage.size(path).orElseThrow(() -> new FileNotFoundException(storage.name(path)));
    }

    /** @throws FileNotFoundException where the file is gone */
    String sha256(String path) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(open(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "this Java has no SHA-256")
                    .asException(e);
        }
    }
}
