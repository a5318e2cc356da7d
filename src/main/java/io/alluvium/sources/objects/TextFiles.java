package io.alluvium.sources.objects;

import java.io.IOException;
import java.io.InputStream;

/** Files that are streams of text, unpacked where their names say that they are packed. */
record TextFiles(FileFaults faults, Folder folder, FileEncoding encoding) {
    /** Enough to tell text from anything else. */
    private static final int HEAD = 16 * 1024;

    /** The text of a file in UTF-8. */
    InputStream open(String path) {
        try {
            return folder.text(path, encoding);
        } catch (IOException e) {
            throw faults.of(path, e);
        }
    }

    /** @throws io.alluvium.failure.AlluviumException when the file is no text */
    void requireText(String path) {
        byte[] head;
        try (InputStream in = folder.text(path, encoding)) {
            head = in.readNBytes(HEAD);
        } catch (IOException e) {
            throw faults.of(path, e);
        }
        boolean marked = head.length > 1 && (head[0] == -1 && head[1] == -2 || head[0] == -2 && head[1] == -1);
        for (byte b : head) {
            if (b == 0) {
                throw faults.notOfFormat(path, marked ? "UTF-16, say encoding = UTF-16" : "binary content")
                        .asException();
            }
        }
    }

    /**
     * In which line a byte of the text is; counted only when somebody asks.
     *
     * @param position in UTF-8
     */
    String line(String path, long position) {
        try (InputStream in = folder.text(path, encoding)) {
            byte[] bytes = new byte[64 << 10];
            long line = 1;
            long left = position;
            int last = 0;
            while (left > 0) {
                int read = in.read(bytes, 0, (int) Math.min(bytes.length, left));
                if (read < 0) {
                    return "";
                }
                for (int i = 0; i < read; i++) {
                    line += bytes[i] == '\r' || bytes[i] == '\n' && last != '\r' ? 1 : 0;
                    last = bytes[i];
                }
                left -= read;
            }
            return "line " + line;
        } catch (IOException e) {
            return "";
        }
    }
}
