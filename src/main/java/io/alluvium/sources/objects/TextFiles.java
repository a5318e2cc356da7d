package io.alluvium.sources.objects;

import io.alluvium.sources.objects.FileRecords.OpenArchive;
import io.alluvium.sources.objects.FileRecords.Opened;
import io.alluvium.sources.objects.packed.Packing;
import io.alluvium.sources.objects.packed.Unpacked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.FSDataInputStream;

/** Files that are streams of text, which may be packed, several in one archive. */
record TextFiles(FileFaults faults, Folder folder, FileEncoding encoding, PathRules.Compression packing) {
    /** Enough to tell text from anything else. */
    private static final int HEAD = 16 * 1024;

    /** Takes the text of a file in UTF-8. */
    interface Content {
        void take(String name, InputStream text) throws IOException;
    }

    /** Gives each file that lies in a stored one. */
    void each(String path, Content content) {
        try (Unpacked files = unpacked(path)) {
            while (files.next()) {
                content.take(files.name(), text(files));
            }
        } catch (IOException e) {
            throw faults.of(path, e);
        }
    }

    /**
     * The same, once their beginnings were looked at: a store is asked once for both.
     *
     * @throws io.alluvium.failure.AlluviumException when a file is no text
     */
    void eachText(String path, Content content) {
        each(path, (name, text) -> {
            byte[] head = text.readNBytes(HEAD);
            requireText(name, head);
            content.take(name, new SequenceInputStream(new ByteArrayInputStream(head), text));
        });
    }

    /**
     * Opens a stored file, or the first of those in it; the others follow it.
     *
     * @param opening takes a file's name and its text in UTF-8
     */
    Opened open(String path, BiFunction<String, InputStream, Opened> opening) {
        Unpacked files = unpacked(path);
        boolean opened = false;
        try {
            Optional<Opened> first = next(path, files, opening);
            opened = true;
            return first.orElseGet(
                    () -> new Opened(new NoRecords(), offset -> offset).in(archive(path, files, opening)));
        } finally {
            if (!opened) {
                close(path, files);
            }
        }
    }

    /** Whether a file is one stream, whose bytes of UTF-8 are the file's own. */
    boolean areShared(String path) {
        return encoding.isUtf8() && packing.of(path) != Packing.ZIP;
    }

    /** Whether a file's bytes are its text in UTF-8. */
    boolean isPlain(String path) {
        return encoding.isUtf8() && packing.of(path) == Packing.NONE;
    }

    /** The text of a file that {@link #isPlain}, from one of its bytes on. */
    InputStream from(String path, long offset) throws IOException {
        FSDataInputStream in = folder.seekable(path);
        boolean placed = false;
        try {
            in.seek(offset);
            placed = true;
            return in;
        } finally {
            if (!placed) {
                in.close();
            }
        }
    }

    /** The text of a file that is no archive. */
    InputStream single(String path) {
        Unpacked file = unpacked(path);
        boolean opened = false;
        try {
            file.next();
            InputStream text = text(file);
            opened = true;
            return text;
        } catch (IOException e) {
            throw faults.of(path, e);
        } finally {
            if (!opened) {
                close(path, file);
            }
        }
    }

    private Optional<Opened> next(String path, Unpacked files, BiFunction<String, InputStream, Opened> opening) {
        InputStream text;
        try {
            if (!files.next()) {
                return Optional.empty();
            }
            text = text(files);
        } catch (IOException e) {
            throw faults.of(path, e);
        }
        Opened opened = opening.apply(files.name(), text);
        return Optional.of(packing.of(path) == Packing.ZIP ? opened.in(archive(path, files, opening)) : opened);
    }

    private OpenArchive archive(String path, Unpacked files, BiFunction<String, InputStream, Opened> opening) {
        return new OpenArchive() {
            @Override
            public String name() {
                return files.name();
            }

            @Override
            public Optional<Opened> next() {
                return TextFiles.this.next(path, files, opening);
            }

            @Override
            public void close() throws IOException {
                files.close();
            }
        };
    }

    private Unpacked unpacked(String path) {
        try {
            return new Unpacked(path, folder.open(path), packing.of(path));
        } catch (IOException e) {
            throw faults.of(path, e);
        }
    }

    private void close(String path, Unpacked files) {
        try {
            files.close();
        } catch (IOException e) {
            throw faults.of(path, e);
        }
    }

    private InputStream text(Unpacked files) throws IOException {
        return encoding.decoded(files.stream());
    }

    /** @throws io.alluvium.failure.AlluviumException when a file is no text */
    void requireText(String path) {
        each(path, (name, text) -> requireText(name, text.readNBytes(HEAD)));
    }

    /**
     * How a file begins.
     *
     * @param bytes the first ones, as they are in the file
     */
    record Head(String name, byte[] bytes) {}

    /** The first bytes of a file, unpacked, or of the first one in an archive. */
    Head head(String path, int length) {
        try (Unpacked files = unpacked(path)) {
            byte[] bytes = files.next() ? files.stream().readNBytes(length) : new byte[0];
            return new Head(files.name(), bytes);
        } catch (IOException e) {
            throw faults.of(path, e);
        }
    }

    private void requireText(String name, byte[] head) {
        boolean marked = head.length > 1 && (head[0] == -1 && head[1] == -2 || head[0] == -2 && head[1] == -1);
        for (byte b : head) {
            if (b == 0) {
                String packed = Packing.ofContent(head)
                        .map(known -> "packed, say compression = " + known.word())
                        .orElse("binary content");
                throw faults.notOfFormat(name, marked ? "UTF-16, say encoding = UTF-16" : packed)
                        .asException();
            }
        }
    }

    /**
     * In which line a byte of the text is; counted only when somebody asks.
     *
     * @param name of a file of the folder, or of one in an archive
     * @param position in UTF-8
     */
    String line(String name, long position) {
        try (Unpacked files = unpacked(stored(name))) {
            while (files.next()) {
                if (files.name().equals(name)) {
                    return line(text(files), position);
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    private String stored(String name) throws IOException {
        for (int end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
            if (folder.storage().file(name.substring(0, end)).isPresent()) {
                return name.substring(0, end);
            }
        }
        return name;
    }

    private static String line(InputStream in, long position) throws IOException {
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
    }
}
