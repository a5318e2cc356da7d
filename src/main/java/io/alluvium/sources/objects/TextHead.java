package io.alluvium.sources.objects;

import java.io.IOException;
import java.io.InputStream;

/** The beginning of a file: enough to tell text from anything else. */
record TextHead(FileFaults faults, Folder folder, FileEncoding encoding) {
    private static final int LENGTH = 16 * 1024;

    /** @throws io.alluvium.failure.AlluviumException when the file is no text */
    void requireText(String name) {
        byte[] head;
        try {
            head = read(name);
        } catch (IOException e) {
            throw faults.of(name, e);
        }
        boolean marked = head.length > 1 && (head[0] == -1 && head[1] == -2 || head[0] == -2 && head[1] == -1);
        for (byte b : head) {
            if (b == 0) {
                throw faults.notOfFormat(name, marked ? "UTF-16, say encoding = UTF-16" : "binary content")
                        .asException();
            }
        }
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = folder.text(name, encoding)) {
            return in.readNBytes(LENGTH);
        }
    }
}
