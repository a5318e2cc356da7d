package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.csv.CsvTokenizer.Cut;
import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/** Tells the trailer of a file from its records, and holds their number to what it says. */
final class CsvTrailer {
    /** Blank lines that may follow a trailer, in bytes. */
    private static final int MOST_BLANKS = 64 << 10;

    private static final int MOST_DIGITS = 18;

    private final RecordWindow window;
    private final CsvTokenizer tokenizer;
    private final byte[] prefix;
    private final int count;
    private long records;

    CsvTrailer(CsvFormat.Trailer trailer, RecordWindow window, CsvTokenizer tokenizer) {
        this.window = window;
        this.tokenizer = tokenizer;
        this.prefix = trailer.prefix().getBytes(StandardCharsets.UTF_8);
        this.count = trailer.count();
    }

    /**
     * Whether what was cut is the trailer; asked for each record of the file in turn.
     *
     * @throws BrokenTrailerException where the file ends without one, or it says another number of records
     */
    boolean ends(Cut cut) throws IOException {
        if (cut == Cut.END) {
            throw new BrokenTrailerException("it has no trailer at its end, after " + records(records));
        }
        if (!isTrailer(cut)) {
            records++;
            return false;
        }
        if (count > 0) {
            long said = said().orElseThrow(() ->
                    new BrokenTrailerException("its trailer says no number of records as value " + count));
            if (said != records) {
                throw new BrokenTrailerException("its trailer says " + records(said) + ", and it has " + records);
            }
        }
        return true;
    }

    private static String records(long number) {
        return number + (number == 1 ? " record" : " records");
    }

    /** Whether the record that was cut is the last one, and begins as trailers do. */
    boolean isTrailer(Cut cut) throws IOException {
        int start = window.start();
        return cut == Cut.RECORD
                && tokenizer.recordLength() >= prefix.length
                && Arrays.equals(window.bytes(), start, start + prefix.length, prefix, 0, prefix.length)
                && isLast();
    }

    private boolean isLast() throws IOException {
        for (int ahead = 0; ahead < MOST_BLANKS; ahead++) {
            int next = window.peek(ahead);
            if (next == RecordWindow.END) {
                return true;
            }
            if (next != '\n' && next != '\r') {
                return false;
            }
        }
        return false;
    }

    private OptionalLong said() {
        if (tokenizer.count() < count) {
            return OptionalLong.empty();
        }
        String written = new String(
                        window.bytes(), tokenizer.start(count - 1), tokenizer.length(count - 1), StandardCharsets.UTF_8)
                .strip();
        boolean number = !written.isEmpty()
                && written.length() <= MOST_DIGITS
                && written.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return number ? OptionalLong.of(Long.parseLong(written)) : OptionalLong.empty();
    }
}
