package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.csv.CsvTokenizer.Cut;
import io.alluvium.sources.objects.record.RecordWindow;
import io.alluvium.sources.objects.record.SharedRecords;
import java.io.IOException;

/**
 * Finds the ends of records. Where no quote, escape or comment stands each line is one; the others are cut by a tokenizer, so
 * that nothing is understood in another way than when they are read.
 */
final class CsvEnds implements SharedRecords.Ends {
    private static final int NONE = -1;

    private final CsvFormat format;
    private final boolean[] marks = new boolean[256];
    /** Looks at records that lie in another window. */
    private final RecordWindow view = RecordWindow.empty();

    private final CsvTokenizer tokenizer;

    CsvEnds(CsvFormat format) {
        this.format = format;
        this.tokenizer = new CsvTokenizer(view, format);
        for (char mark : new char[] {format.quote(), format.escape(), format.comment()}) {
            marks[mark] |= mark != CsvFormat.NONE;
        }
    }

    @Override
    public boolean toLastEnd(RecordWindow window) throws IOException {
        byte[] bytes = window.bytes();
        int limit = window.limit();
        int end = NONE;
        int at = window.at();
        while (at < limit) {
            int mark = nextMark(bytes, at, limit);
            int lines = afterLastLine(bytes, at, mark);
            end = lines == NONE ? end : lines;
            if (mark == limit) {
                break;
            }
            int begin = lines == NONE ? at : lines;
            view.hold(bytes, begin, limit, 0);
            Cut cut = tokenizer.next();
            if (cut == Cut.END || view.at() == limit) {
                break;
            }
            at = view.at();
            end = at;
        }
        if (end != NONE) {
            window.moveTo(end);
        }
        return end != NONE;
    }

    private int nextMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !marks[bytes[at] & 0xFF]) {
            at++;
        }
        return at;
    }

    /** Where the line after the last line break begins. One in the last place may be half of one, and is none. */
    private static int afterLastLine(byte[] bytes, int from, int to) {
        for (int at = to - 1; at >= from; at--) {
            if (bytes[at] == '\n' || bytes[at] == '\r' && at + 1 < to) {
                return at + 1;
            }
        }
        return NONE;
    }

    @Override
    public int toEnd(RecordWindow window) throws IOException {
        CsvTokenizer whole = new CsvTokenizer(window, format);
        Cut cut = whole.next();
        return cut == Cut.END ? 0 : whole.recordLength();
    }

    @Override
    public String tooLong() {
        return CsvTokenizer.TOO_LONG;
    }
}
