package io.alluvium.sources.objects;

import io.alluvium.column.ColumnValues;
import io.alluvium.model.RawTable;
import io.alluvium.sources.objects.avro.OpenAvro;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.orc.OpenOrc;
import io.alluvium.sources.objects.parquet.OpenParquet;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import io.alluvium.sources.objects.xml.XmlShape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Says how the files of a table are written. What is read of them is told by its {@link FileRecords}. */
public sealed interface FileFormat extends Serializable {
    /** What people call it. */
    String label();

    /** Whether lists and structs can be values. */
    boolean nests();

    /** Whether a file's value may be of the type. */
    default boolean holds(DataType type) {
        if (nests() && type instanceof ArrayType array) {
            return holds(array.elementType());
        }
        if (nests() && type instanceof StructType struct) {
            return struct.length() > 0 && Arrays.stream(struct.fields()).allMatch(field -> holds(field.dataType()));
        }
        return ValueDecoder.supports(type);
    }

    /** Whether a record has values, which may be read as other types and may be masked; else it is one value as a whole. */
    default boolean hasValues() {
        return true;
    }

    /** Whether files tell values apart by their order alone. */
    default boolean namesNoValues() {
        return false;
    }

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
        public boolean namesNoValues() {
            return !records.header();
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

    /** Files that say of themselves which columns they have. */
    enum Typed implements FileFormat {
        PARQUET("Parquet", OpenParquet::of),
        ORC("ORC", OpenOrc::of),
        AVRO("Avro", OpenAvro::of);

        private final String label;
        private final TypedFile.Opener opener;

        Typed(String label, TypedFile.Opener opener) {
            this.label = label;
            this.opener = opener;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public boolean nests() {
            return true;
        }

        @Override
        public boolean holds(DataType type) {
            return ColumnValues.supports(type);
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            return new TypedFiles(opener, layout, folder);
        }
    }

    /** Text without any structure: a row a file. */
    record Text(FileEncoding encoding) implements FileFormat {
        private static final long serialVersionUID = 1L;

        @Override
        public String label() {
            return "text";
        }

        @Override
        public boolean nests() {
            return false;
        }

        @Override
        public boolean hasValues() {
            return false;
        }

        @Override
        public RawTable.Texts texts() {
            return RawTable.Texts.ALL;
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            TextFiles texts = new TextFiles(layout.faults(), folder, encoding, layout.packing());
            return new WholeFiles(Optional.of(texts), layout, folder);
        }
    }

    /** Bytes without any structure: a row a file. */
    record Binary() implements FileFormat {
        private static final long serialVersionUID = 1L;

        @Override
        public String label() {
            return "binary";
        }

        @Override
        public boolean nests() {
            return false;
        }

        @Override
        public boolean hasValues() {
            return false;
        }

        @Override
        public boolean holds(DataType type) {
            return ColumnValues.supports(type);
        }

        @Override
        public FileRecords records(RowLayout layout, Folder folder) {
            return new WholeFiles(Optional.empty(), layout, folder);
        }
    }
}
