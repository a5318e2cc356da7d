package io.alluvium.sources.objects;

import java.io.IOException;
import java.io.InputStream;

/** The beginning of a file: enough to tell text from anything else. */
record TextHead(FileFaults faults, Folder folder) {
    private static final int LENGTH = 16 * 1024;

    /** @throws io.alluvium.failure.AlluviumException when the file is no text */
    void requireText(String name) {
        byte[] head;
        try {
            head = read(name);
        } catch (IOException e) {
            throw faults.of(name, e);
        }
        for (byte b : head) {
            if (b == 0) {
                throw faults.notOfFormat(name, "binary content").asException();
            }
        }
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = folder.open(name)) {
            return in.readNBytes(LENGTH);
        }
    }
}
