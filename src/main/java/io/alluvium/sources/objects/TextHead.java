package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The beginning of a file: enough to tell text from anything else. */
final class TextHead {
    private static final int LENGTH = 16 * 1024;

    private TextHead() {}

    /** @throws io.alluvium.failure.AlluviumException when the file is no UTF-8 text */
    static void requireText(FilesTable table, String name, Folder folder) {
        byte[] head;
        try {
            head = read(folder, name);
        } catch (IOException e) {
            throw notText(table, name, "not a readable file of its format").asException(e);
        }
        for (byte b : head) {
            if (b == 0) {
                throw notText(table, name, "binary content").asException();
            }
        }
        if (!isUtf8(head)) {
            throw notText(table, name, "not UTF-8").asException();
        }
    }

    private static boolean isUtf8(byte[] head) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        // The head may end within a character, which is no error: the input is not said to end.
        CoderResult result = decoder.decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length + 1), false);
        return !result.isError();
    }

    private static byte[] read(Folder folder, String name) throws IOException {
        try (InputStream in = folder.open(name)) {
            return in.readNBytes(LENGTH);
        }
    }

    private static Problem notText(FilesTable table, String name, String reason) {
        return Problem.of(
                        ErrorCode.FILE_CORRUPT,
                        "the file " + name + " is not " + table.format().name().toUpperCase(java.util.Locale.ROOT)
                                + ": " + reason)
                .at(table.place())
                .marking(table.glob())
                .fixedBy("move the file away, or narrow the glob");
    }
}
