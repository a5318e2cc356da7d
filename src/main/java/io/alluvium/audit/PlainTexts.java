package io.alluvium.audit;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Texts, bytes, truths that are written out, and lists. */
final class PlainTexts {
    static final ValueText TEXT = (values, index, to) -> {
        BytesValues texts = (BytesValues) values;
        int length = texts.end(index) - texts.start(index);
        to.character('V').number(length).character(':').bytes(texts.array(), texts.start(index), length);
    };

    static final ValueText BYTES = (values, index, to) -> {
        BytesValues bytes = (BytesValues) values;
        to.character('V')
                .hexadecimal(bytes.array(), bytes.start(index), bytes.end(index) - bytes.start(index))
                .character(';');
    };

    static final ValueText TRUTH = (values, index, to) -> {
        String written = written(values, index);
        switch (written.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> to.text("V1;");
            case "false", "f", "0" -> to.text("V0;");
            default -> unfit(written, to);
        }
    };

    private PlainTexts() {}

    static String written(ColumnValues values, int index) {
        BytesValues texts = (BytesValues) values;
        int start = texts.start(index);
        return new String(texts.array(), start, texts.end(index) - start, StandardCharsets.UTF_8);
    }

    /** What the source cannot have. */
    static void unfit(String value, TextBuffer to) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        to.character('U').number(bytes.length).character(':').bytes(bytes, 0, bytes.length);
    }

    /** @param element of what elements are */
    record List(ValueText element) implements ValueText {
        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            ListValues lists = (ListValues) values;
            ColumnValues elements = lists.elements();
            int from = lists.start(index);
            int end = lists.end(index);
            to.character('A').number(end - from).character(':');
            int dense = from;
            for (int row = 0; elements.nulls() > 0 && row < from; row++) {
                dense -= elements.isNull(row) ? 1 : 0;
            }
            for (int row = from; row < end; row++) {
                if (elements.isNull(row)) {
                    to.character('N');
                } else {
                    element.append(elements, dense++, to);
                }
            }
        }
    }
}
