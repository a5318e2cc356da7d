package io.alluvium.sources.objects;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes the files of which {@link HostileFilesTest} tells what becomes. Characters of texts are bytes. */
record HostileFiles(Path folder) {

    /** Puts something into a folder. */
    interface Making {
        void put(HostileFiles files) throws IOException;
    }

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    HostileFiles file(String name, String latin1) throws IOException {
        return file(name, bytes(latin1));
    }

    HostileFiles file(String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
        return this;
    }

    /**
     * A packed file, of which the disk holds little and its reader has to unpack it all.
     *
     * @param bytes about how often the text stands between beginning and end, times its length
     */
    HostileFiles packed(String name, String begin, String text, long bytes, String end) throws IOException {
        String block = text.repeat(Math.max(1, (1 << 20) / text.length()));
        byte[] member = packed(block);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            out.write(packed(begin));
            for (long written = 0; written < bytes; written += block.length()) {
                out.write(member);
            }
            out.write(packed(end));
        }
        return this;
    }

    static byte[] packed(String latin1) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packing = new GZIPOutputStream(out)) {
            packing.write(bytes(latin1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] damaged(byte[] packed, int fromEnd) {
        byte[] damaged = packed.clone();
        damaged[damaged.length - fromEnd] ^= 0x55;
        return damaged;
    }

    void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), folder.resolve(target));
    }

    /** A file that begins with a text and has zeros after it, which take no room. */
    void sparse(String name, String latin1, long size) throws IOException {
        file(name, latin1);
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    void pipe(String name) throws IOException {
        try {
            int ended = new ProcessBuilder("mkfifo", folder.resolve(name).toString())
                    .start()
                    .waitFor();
            if (ended != 0) {
                throw new IOException("mkfifo ended with " + ended);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    void socket(String name) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve(name)));
        }
    }
}
