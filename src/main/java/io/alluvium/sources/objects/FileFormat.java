package io.alluvium.sources.objects;

import io.alluvium.model.RawTable;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlShape;
import java.io.Serializable;

/** Says how the files of a table are written. What is read of them is told by its {@link FileRecords}. */
public sealed interface FileFormat extends Serializable {
    /** What people call it. */
    String label();

    /** Whether lists and structs can be values. */
    boolean nests();

    /** Which columns are text where the project declares none. */
    default RawTable.Texts texts() {
        return RawTable.Texts.UNKNOWN;
    }

    /** The files of a table in this format. */
    FileRecords records(RowLayout layout, Folder folder);

    /** Values between delimiters, a record a line. */
    record Csv(CsvFormat records, TextFormat values, FileEncoding encoding) implements FileFormat {
        private static final long serialVersionUID = 1L;

        /** As RFC 4180 has it, with a header and values as ISO and English write them. */
        public static final Csv USUAL = new Csv(CsvFormat.USUAL, TextFormat.USUAL, FileEncoding.UTF_8);

        @Override
        public String label() {
            return "CSV";
        }

        @Override
        public boolean nests() {
            return false;
        }

        @Override
        public RawTable.Texts texts() {
            return RawTable.Texts.ALL;
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            return new CsvFiles(this, layout, new TextFiles(layout.faults(), folder, encoding, layout.packing()));
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

        @Override
        public boolean nests() {
            return true;
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            return new JsonFiles(this, layout, new TextFiles(layout.faults(), folder, encoding, layout.packing()));
        }
    }

    /** Elements of one name, a record each. A document says itself how its bytes are text. */
    record Xml(XmlShape records) implements FileFormat {
        private static final long serialVersionUID = 1L;

        @Override
        public String label() {
            return "XML";
        }

        @Override
        public boolean nests() {
            return true;
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            return new XmlFiles(
                    this, layout, new TextFiles(layout.faults(), folder, FileEncoding.OF_XML, layout.packing()));
        }
    }
}
