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

/** Opens files of a source's folder, whatever the store. */
record Folder(Storage storage) {

    /** The file's bytes as stored. */
    InputStream open(String path) throws IOException {
        return new BufferedInputStream(
                storage.openLarge(path).orElseThrow(() -> new FileNotFoundException(storage.name(path))));
    }

    /** What this machine, or Hadoop, calls the file. */
    String address(String path) {
        return storage.localFile(path).orElseGet(() -> storage.uri(path));
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
