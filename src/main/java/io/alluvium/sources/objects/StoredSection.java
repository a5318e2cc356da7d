package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.columns.ColumnsSection;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.spark.grammar.SqlSyntaxException;
import io.alluvium.spark.grammar.SqlText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a table says of the columns of its files. It is held to what the table says of the files themselves. */
final class StoredSection {
    static final Key<Map<String, String>> TYPES = Key.optional(
            "types",
            Form.textByName(),
            "Columns of another type than they would have, by their names in the files: `{ price = \"decimal(18,4)\" }`."
                    + " The others are text, of CSV and XML, inferred, of JSON, or as the files say. A value that the type cannot hold without loss makes its row"
                    + " corrupt.");

    private final HoconSection section;
    private final TableName table;
    private final StoredColumns.Everywhere everywhere;

    StoredSection(HoconSection section, TableName table, StoredColumns.Everywhere everywhere) {
        this.section = section;
        this.table = table;
        this.everywhere = everywhere;
    }

    /** @param key by names in raw */
    StoredColumns read(Optional<FileFormat> format, Optional<StructType> schema, List<String> key) {
        FileFormat holder = format.orElse(FileFormat.Csv.USUAL);
        StoredColumns stored = ColumnsSection.read(
                section,
                table,
                everywhere,
                true,
                new ColumnsSection.Types(
                        TYPES,
                        written -> type(written, holder),
                        "expected a type as schema has it: decimal(18,4), bigint, date"));
        for (String column : key) {
            stored.obstacle(StoredColumns.Role.KEY, stored.inSource(column))
                    .ifPresent(
                            obstacle -> section.refuse(section.problem(FilesSection.KEY, ErrorCode.BAD_VALUE, obstacle)
                                    .marking(column)));
        }
        format.filter(known -> !known.hasValues()).ifPresent(this::refuseWhole);
        schema.ifPresent(columns -> requireDeclared(stored, columns));
        boolean byOrder = format.filter(FileFormat::namesNoValues).isPresent() && schema.isPresent();
        if (byOrder && section.has(ColumnsSection.RENAME)) {
            section.refuse(section.problem(
                            ColumnsSection.RENAME, ErrorCode.BAD_VALUE, "rename has no use: schema names the values")
                    .because("the files have no header")
                    .fixedBy("write into schema the names that raw shall have"));
        }
        return stored;
    }

    private static Optional<DataType> type(String written, FileFormat format) {
        try {
            StructType columns = SqlText.columns("v " + written);
            return columns.length() == 1 && columns.fields()[0].nullable()
                    ? Optional.of(columns.fields()[0].dataType()).filter(format::holds)
                    : Optional.empty();
        } catch (SqlSyntaxException e) {
            return Optional.empty();
        }
    }

    /** A mask that is passed over would store what it is there to hide. */
    private void refuseWhole(FileFormat format) {
        for (Key<?> key : List.of(ColumnsSection.MASK, TYPES)) {
            if (section.has(key)) {
                section.refuse(section.problem(
                                key,
                                ErrorCode.NOT_BUILT_YET,
                                key.name() + " of " + format.label() + " is not built yet")
                        .because("today: of files whose records have values; here a row is a whole file"));
            }
        }
        if (!everywhere.masks().isEmpty()) {
            section.refuse(section.problem(
                            FormatSection.FORMAT,
                            ErrorCode.NOT_BUILT_YET,
                            "the source masks columns, which of " + format.label() + " is not built yet")
                    .because("today: of files whose records have values; here a row is a whole file"));
        }
    }

    private void requireDeclared(StoredColumns stored, StructType schema) {
        if (section.has(TYPES)) {
            section.refuse(section.problem(TYPES, ErrorCode.BAD_VALUE, "types stands beside schema")
                    .because("schema says the type of each column")
                    .fixedBy("leave out one of them"));
        }
        requireDeclared(stored, schema, ColumnsSection.COLUMNS, stored.only());
        requireDeclared(stored, schema, ColumnsSection.EXCLUDE, stored.excluded());
        requireDeclared(stored, schema, ColumnsSection.MASK, stored.masks().keySet());
        requireDeclared(stored, schema, ColumnsSection.RENAME, stored.renames().keySet());
        for (StructField field : schema.fields()) {
            if (stored.maskInRaw(field.name()).isPresent() && !(field.dataType() instanceof StringType)) {
                section.refuse(section.problem(
                                DeclaredSchema.SCHEMA,
                                ErrorCode.BAD_VALUE,
                                "the column " + field.name() + " is masked, and no string in schema")
                        .marking(field.name())
                        .because("what was masked is text")
                        .fixedBy("declare it as string"));
            }
        }
    }

    /** Only what schema has is stored: a name beside it is misspelt, and what it asks would not be done. */
    private void requireDeclared(StoredColumns stored, StructType schema, Key<?> key, Iterable<String> mentioned) {
        for (String column : mentioned) {
            String inRaw = stored.name(column);
            if (RowShape.find(schema, inRaw).isEmpty()) {
                section.refuse(section.problem(
                                key,
                                ErrorCode.BAD_VALUE,
                                key.name() + " names " + column + ", and schema has no column " + inRaw)
                        .marking(column)
                        .because("only what schema has is stored")
                        .didYouMean(DidYouMean.amongNames(Arrays.asList(schema.fieldNames()), inRaw)));
            }
        }
    }
}
