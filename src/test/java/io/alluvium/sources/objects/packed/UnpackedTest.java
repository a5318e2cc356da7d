package io.alluvium.sources.objects.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.alluvium.fixture.PackedBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is packed comes out whole, or not without an error. */
class UnpackedTest {
    private static final String TEXT = "id,name\n1,\u00c4nne\n".repeat(50);

    private static List<String> read(Packing packing, byte[] stored) throws IOException {
        return read(packing, new Sluggish(stored));
    }

    private static List<String> read(Packing packing, InputStream stored) throws IOException {
        List<String> found = new ArrayList<>();
        try (Unpacked unpacked = new Unpacked("a", stored, packing)) {
            while (unpacked.next()) {
                found.add(unpacked.name() + "=" + new String(unpacked.stream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    /** Gives a few bytes at a time and never says that there are more, as a network does. */
    private static final class Sluggish extends FilterInputStream {
        Sluggish(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, Math.min(length, 7));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "ZSTD", "BZIP2"})
    void whatIsPackedComesOutAndJoinedFilesAreOne(Packing packing) throws IOException {
        byte[] one = PackedBytes.of(packing.word(), TEXT);
        byte[] two = PackedBytes.of(packing.word(), "2,Bob\n");
        assertThat(read(packing, one)).containsExactly("a=" + TEXT);
        assertThat(read(packing, joined(one, two))).containsExactly("a=" + TEXT + "2,Bob\n");
        assertThat(read(packing, PackedBytes.of(packing.word(), ""))).containsExactly("a=");
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "ZSTD", "BZIP2", "ZIP"})
    void noCutIsPassedOver(Packing packing) throws IOException {
        byte[] one = PackedBytes.of(packing.word(), TEXT);
        for (int length = 0; length < one.length; length++) {
            byte[] cut = Arrays.copyOf(one, length);
            assertThatThrownBy(() -> read(packing, cut))
                    .as(packing + " of " + length)
                    .isInstanceOf(DamagedException.class);
        }
        byte[] rest = joined(one, "garbage".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(packing, rest)).isInstanceOf(DamagedException.class);
        assertThatThrownBy(() -> read(packing, TEXT.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DamagedException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "BZIP2", "ZIP"})
    void noChangedByteChangesTheContent(Packing packing) throws IOException {
        byte[] one = PackedBytes.of(packing.word(), TEXT);
        List<String> whole = read(packing, one);
        for (int at = 0; at < one.length; at++) {
            byte[] changed = one.clone();
            changed[at] ^= 0x41;
            List<String> found;
            try {
                found = read(packing, changed);
            } catch (DamagedException e) {
                continue;
            }
            // Times and names in headers are no content.
            assertThat(content(found)).as(packing + " at " + at).isEqualTo(content(whole));
        }
    }

    private static List<String> content(List<String> found) {
        return found.stream().map(file -> file.substring(file.indexOf('='))).toList();
    }

    @Test
    void theFilesOfAnArchiveComeInOrder() throws IOException {
        byte[] zip = zip(List.of(
                "dir/",
                "dir/b.csv=B",
                "__MACOSX/dir/._b.csv=x",
                "../../etc/a.csv=A",
                "\u00fc.csv=\u00fc",
                "c.csv.gz=C",
                "d.csv.bz2=D",
                "e.csv.zst=E"));
        assertThat(read(Packing.ZIP, zip))
                .containsExactly(
                        "a/dir/b.csv=B",
                        "a/../../etc/a.csv=A",
                        "a/\u00fc.csv=\u00fc",
                        "a/c.csv.gz=C",
                        "a/d.csv.bz2=D",
                        "a/e.csv.zst=E");
        assertThat(read(Packing.ZIP, zip(List.of()))).isEmpty();
        assertThat(names(new Sluggish(zip))).hasSize(6);
    }

    private static List<String> names(InputStream stored) throws IOException {
        List<String> names = new ArrayList<>();
        try (Unpacked unpacked = new Unpacked("a", stored, Packing.ZIP)) {
            while (unpacked.next()) {
                names.add(unpacked.name());
                unpacked.stream().close();
            }
        }
        return names;
    }

    /** Each is {@code name=content}, packed as the name says; or a folder. */
    private static byte[] zip(List<String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file : files) {
                String name = file.split("=")[0];
                zip.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    zip.write(PackedBytes.of(Packing.of(name).word(), file.substring(file.indexOf('=') + 1)));
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void anArchiveThatIsNotWhatItSaysIsDamaged() throws IOException {
        byte[] stored = stored("x.csv", "1\n");
        assertThatThrownBy(() -> read(Packing.ZIP, joined(stored, zip(List.of("y.csv=2")))))
                .isInstanceOf(DamagedException.class)
                .hasMessage("2 entries where its directory lists 1");
        assertThatThrownBy(() -> read(Packing.ZIP, zip(List.of("in.zip=x"))))
                .isInstanceOf(DamagedException.class)
                .hasMessage("in.zip in it: an archive in an archive");
        byte[] twice = new String(zip(List.of("x.csv=1", "y.csv=2")), StandardCharsets.ISO_8859_1)
                .replace("y.csv", "x.csv")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(Packing.ZIP, twice))
                .isInstanceOf(DamagedException.class)
                .hasMessage("it has x.csv twice");
    }

    /** A file as it stands in an archive, without any directory. */
    private static byte[] stored(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(checksum.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return Arrays.copyOf(out.toByteArray(), 30 + name.length() + bytes.length);
    }

    @Test
    void aStoreThatFailsIsNoDamage() throws IOException {
        IOException lost = new IOException("connection reset");
        byte[] stored = PackedBytes.of("gzip", TEXT);
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(stored, 0, stored.length / 2)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = in.read(into, offset, length);
                if (read < 0) {
                    throw lost;
                }
                return read;
            }
        };
        assertThatThrownBy(() -> read(Packing.GZIP, failing)).isSameAs(lost);
    }

    @Test
    void aBombIsAStreamLikeOthers() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }
        byte[] twice = Zstd.compress(packed.toByteArray());
        try (Unpacked outer = new Unpacked("a", new ByteArrayInputStream(twice), Packing.ZSTD)) {
            outer.next();
            try (Unpacked inner = new Unpacked("a", outer.stream(), Packing.GZIP)) {
                inner.next();
                assertThat(inner.stream().transferTo(java.io.OutputStream.nullOutputStream()))
                        .isEqualTo(200L << 20);
            }
        }
    }

    @Test
    void namesTellThePacking() {
        assertThat(List.of("a.csv.gz", "A.CSV.GZ", "a.zst", "a.bz2", "a.zip", "a.csv", "gz").stream()
                        .map(Packing::of)
                        .toList())
                .containsExactly(
                        Packing.GZIP,
                        Packing.GZIP,
                        Packing.ZSTD,
                        Packing.BZIP2,
                        Packing.ZIP,
                        Packing.NONE,
                        Packing.NONE);
        assertThat(Packing.unpackedName("a.csv.BZ2")).isEqualTo("a.csv");
        assertThat(Packing.unpackedName("a.csv")).isEqualTo("a.csv");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
