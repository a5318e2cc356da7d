package io.alluvium.sources.objects;

import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.Serializable;

/** Says how the files of a table are written. */
public sealed interface FileFormat extends Serializable {
    /** What people call it. */
    String label();

    /** How its bytes are text. */
    FileEncoding encoding();

    /** Values between delimiters, a record a line. */
    record Csv(CsvFormat records, TextFormat values, FileEncoding encoding) implements FileFormat {
        private static final long serialVersionUID = 1L;

        /** As RFC 4180 has it, with a header and values as ISO and English write them. */
        public static final Csv USUAL = new Csv(CsvFormat.USUAL, TextFormat.USUAL, FileEncoding.UTF_8);

        @Override
        public String label() {
            return "CSV";
        }
    }

    /** Objects, a record each. */
    record Json(JsonShape records, FileEncoding encoding) implements FileFormat {
        private static final long serialVersionUID = 1L;

        /** One object a line. */
        public static final Json USUAL = new Json(JsonShape.lines(), FileEncoding.UTF_8);

        @Override
        public String label() {
            return "JSON";
        }
    }
}
