package io.alluvium.sources.objects.packed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The files in an archive, in order. Their names are told and lead nowhere. */
final class Archive implements Closeable {
    /** So many names are kept, to tell one that stands twice. */
    private static final int MOST_ENTRIES = 100_000;

    private static final Charset OF_NAMES = StandardCharsets.ISO_8859_1;

    private final StoredBytes stored;
    private final ArchiveEnd end;
    private final ZipInputStream zip;
    private final Set<String> names = new HashSet<>();
    private long entries;

    Archive(StoredBytes stored) {
        this.stored = stored;
        this.end = new ArchiveEnd(stored);
        this.zip = new ZipInputStream(end, OF_NAMES);
    }

    /**
     * Moves to the next file. What the last one has left is read, and held to its checksum.
     *
     * @return its name; null after the last one, where there are as many as the archive says
     */
    @Nullable String next() throws IOException {
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries++;
                String name = name(entry);
                if (!entry.isDirectory() && !isPassedOver(name)) {
                    return once(name);
                }
            }
            requireAll(end.entries());
            return null;
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw stored.meaning(e);
        }
    }

    private void requireAll(long listed) throws IOException {
        if (entries != listed) {
            throw new DamagedException(entries + " entries where its directory lists " + listed);
        }
    }

    private String once(String name) throws IOException {
        if (!names.add(name)) {
            throw new DamagedException("it has " + name + " twice");
        }
        if (names.size() > MOST_ENTRIES) {
            throw new DamagedException("more than " + MOST_ENTRIES + " files in one archive");
        }
        return name;
    }

    /** Many programs write UTF-8 without saying so. */
    private static String name(ZipEntry entry) {
        String name = entry.getName();
        if (!OF_NAMES.newEncoder().canEncode(name)) {
            return name;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name.getBytes(OF_NAMES)))
                    .toString();
        } catch (CharacterCodingException e) {
            return name;
        }
    }

    /** What desktops put beside people's files. */
    private static boolean isPassedOver(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
    }

    /** The file's bytes; closing them closes nothing. */
    InputStream stream() {
        return UnpackedStream.inArchive(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        return zip.read();
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        return zip.read(into, offset, length);
                    }
                },
                stored);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
