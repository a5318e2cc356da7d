package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.record.CorruptText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the records of some files that are no rows, and knows the first one. For any number of threads. */
final class CorruptRecords {
    private static final int NAMED = 3;

    private final RowLayout layout;
    private final FileRecords records;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private @Nullable First first;

    private record First(String file, long position, String why) {
        boolean isBefore(First other) {
            return file.equals(other.file) && position < other.position;
        }
    }

    CorruptRecords(RowLayout layout, FileRecords records) {
        this.layout = layout;
        this.records = records;
    }

    /** @param position as the records' reader has it */
    synchronized void add(String file, long position, CorruptText text) {
        counts.merge(file, 1L, Long::sum);
        First found = new First(file, position, text.why());
        if (first == null || found.isBefore(first)) {
            first = found;
        }
    }

    /**
     * To be asked when all files were read.
     *
     * @throws io.alluvium.failure.AlluviumException FILE_CORRUPT where there are any and the table does not keep them
     */
    synchronized void refuse() {
        First example = first;
        if (example == null || layout.keepsCorrupt()) {
            return;
        }
        String named = counts.entrySet().stream()
                .limit(NAMED)
                .map(file -> file.getKey() + " (" + file.getValue() + (file.getValue() == 1 ? " row)" : " rows)"))
                .collect(Collectors.joining(", "));
        int more = counts.size() - NAMED;
        // Looked up only now: nobody needs lines of what can be read.
        String place = records.place(example.file(), example.position());
        throw layout.faults()
                .problem(
                        ErrorCode.FILE_CORRUPT,
                        "rows that cannot be read as " + layout.format().label() + " in " + named
                                + (more > 0 ? " and " + more + (more == 1 ? " more file" : " more files") : ""))
                .because("first: " + example.file() + (place.isEmpty() ? "" : ", " + place) + ": " + example.why()
                        + "; nothing was loaded")
                .fixedBy(wayOut(example.why()))
                .asException();
    }

    private String wayOut(String why) {
        boolean isEncoded = layout.format() instanceof FileFormat.Csv || layout.format() instanceof FileFormat.Json;
        return (isEncoded && why.equals(CorruptText.NO_TEXT)
                        ? "say how the bytes are text, for example encoding = windows-1252; or mend the rows"
                        : "mend the rows")
                + ", or keep them as text with corrupt = keep";
    }

    /** A record's own text; of a long one the beginning, its length and its digest. */
    static byte[] kept(CorruptText text) {
        if (text.sha256().isEmpty()) {
            return text.bytes();
        }
        byte[] end = ("… " + text.length() + " bytes, sha256 " + text.sha256().get()).getBytes(StandardCharsets.UTF_8);
        int length = wholeCharacters(text.bytes());
        byte[] kept = Arrays.copyOf(text.bytes(), length + end.length);
        System.arraycopy(end, 0, kept, length, end.length);
        return kept;
    }

    /** A cut may go through a character. */
    private static int wholeCharacters(byte[] bytes) {
        int end = bytes.length;
        for (int back = 1; back <= 4 && back <= bytes.length; back++) {
            int lead = bytes[bytes.length - back] & 0xFF;
            if (lead < 0x80) {
                return end;
            }
            if (lead >= 0xC0) {
                int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return length > back ? bytes.length - back : end;
            }
        }
        return end;
    }
}
