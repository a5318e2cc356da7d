package io.alluvium.sources.objects.orc;

import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.orc.OrcProto;

/** What the last bytes of a file say of its parts, held to the file's length before the library takes memory for them. */
final class FileEnd {
    private static final int LONGEST = 255;

    private FileEnd() {}

    /**
     * Looks at a file's end.
     *
     * @param head how many bytes at the beginning belong to no part
     * @param mostBlock the bytes that a packed block may have when it is unpacked
     */
    static void require(FSDataInputStream in, long size, int head, int mostBlock) throws IOException {
        byte[] last = new byte[(int) Math.min(LONGEST + 1L, size)];
        in.readFully(size - last.length, last);
        int length = last[last.length - 1] & 0xFF;
        if (length >= last.length) {
            throw new BrokenFileException("its end is longer than the file");
        }
        byte[] end = new byte[length];
        System.arraycopy(last, last.length - 1 - length, end, 0, length);
        OrcProto.PostScript parts = OrcProto.PostScript.parseFrom(end);
        long left = size - head - 1 - length;
        for (long part :
                new long[] {parts.getFooterLength(), parts.getMetadataLength(), parts.getStripeStatisticsLength()}) {
            if (part < 0 || part > left) {
                throw new BrokenFileException("a part of its end is longer than the file");
            }
            left -= part;
        }
        if (parts.getCompressionBlockSize() < 0 || parts.getCompressionBlockSize() > mostBlock) {
            throw new BrokenFileException("blocks of more than " + (mostBlock >> 20) + " MB");
        }
    }
}
