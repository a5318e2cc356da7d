package io.alluvium.sources.objects.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What gzip packed is unpacked whole, or not at all. */
class GzipTest {
    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
            packing.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] unpacked(byte[] file, int drip) throws IOException {
        // Nothing is at hand, as with a store that is asked over a network.
        InputStream dripping = new FilterInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, drip));
            }
        };
        try (Unpacked files = new Unpacked("x.gz", dripping, Packing.GZIP)) {
            files.next();
            return files.stream().readAllBytes();
        }
    }

    @Test
    void membersOfAllSizesAreUnpackedWhereverReadsEnd() throws IOException {
        Random random = new Random(41);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int size : new int[] {0, 1, 100, 70_000, 3}) {
            byte[] member = new byte[size];
            random.nextBytes(member);
            file.writeBytes(packed(member));
            content.writeBytes(member);
        }
        for (int drip : new int[] {1, 7, 16 << 10, 1 << 20}) {
            assertThat(unpacked(file.toByteArray(), drip)).isEqualTo(content.toByteArray());
        }
    }

    @Test
    void zerosAtTheEndAreNoPartOfAFile() throws IOException {
        byte[] member = packed("x".getBytes(StandardCharsets.UTF_8));
        for (int zeros : new int[] {1, 2, 10, 10_240, 200_000}) {
            for (int drip : new int[] {1, 1 << 20}) {
                byte[] padded = Arrays.copyOf(member, member.length + zeros);
                assertThat(unpacked(padded, drip)).isEqualTo(new byte[] {'x'});
                padded[padded.length - 1] = 7;
                assertThatThrownBy(() -> unpacked(padded, drip)).isInstanceOf(DamagedException.class);
            }
        }
        ByteArrayOutputStream between = new ByteArrayOutputStream();
        between.writeBytes(member);
        between.writeBytes(new byte[512]);
        between.writeBytes(member);
        assertThatThrownBy(() -> unpacked(between.toByteArray(), 100))
                .hasMessage("something else behind what is packed");
    }

    @Test
    void aHeaderMayHaveANameACommentAndMore() throws IOException {
        byte[] plain = packed("x".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(plain, 0, 3);
        file.write(0x1E);
        file.write(plain, 4, 6);
        file.writeBytes(new byte[] {4, 0, 'A', 'B', 0, 0, 'n', 0, 'c', 0, 7, 7});
        file.write(plain, 10, plain.length - 10);
        assertThat(unpacked(file.toByteArray(), 1)).isEqualTo(new byte[] {'x'});
    }

    @Test
    void noBitMayBeOtherwiseAndNoByteMissing() throws IOException {
        byte[] file = packed("1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> unpacked(cut, 100)).as("cut at %d", i).isInstanceOf(IOException.class);
            byte[] damaged = file.clone();
            damaged[i] ^= 0x20;
            // Time, operating system and how much effort was made say nothing of the content, nor do the bits that fill
            // the
            // last byte.
            if (i < 4 || i > 9 && i != file.length - 9) {
                assertThatThrownBy(() -> unpacked(damaged, 100))
                        .as("damaged at %d", i)
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
