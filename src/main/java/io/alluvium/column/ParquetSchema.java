package io.alluvium.column;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table's schema in the words of Parquet. Every column is optional, as Delta writes them. */
final class ParquetSchema {
    private ParquetSchema() {}

    /** The schema as the footer has it: depth first, the root in front. */
    static List<SchemaElement> elements(StructType schema) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("spark_schema").setNum_children(schema.length()));
        addFields(schema, elements);
        return elements;
    }

    private static void addFields(StructType struct, List<SchemaElement> elements) {
        for (StructField field : struct.fields()) {
            add(field.name(), field.dataType(), elements);
        }
    }

    private static void add(String name, DataType type, List<SchemaElement> elements) {
        if (type instanceof StructType struct) {
            elements.add(new SchemaElement(name)
                    .setRepetition_type(FieldRepetitionType.OPTIONAL)
                    .setNum_children(struct.length()));
            addFields(struct, elements);
        } else if (type instanceof ArrayType array) {
            elements.add(new SchemaElement(name)
                    .setRepetition_type(FieldRepetitionType.OPTIONAL)
                    .setNum_children(1)
                    .setConverted_type(ConvertedType.LIST)
                    .setLogicalType(LogicalTypes.LIST));
            elements.add(new SchemaElement("list")
                    .setRepetition_type(FieldRepetitionType.REPEATED)
                    .setNum_children(1));
            add("element", array.elementType(), elements);
        } else {
            elements.add(leaf(name, LeafType.of(type)));
        }
    }

    private static SchemaElement leaf(String name, LeafType type) {
        SchemaElement element = new SchemaElement(name)
                .setType(type.physical())
                .setRepetition_type(FieldRepetitionType.OPTIONAL)
                .setLogicalType(type.logical())
                .setConverted_type(type.converted());
        if (type.physical() == Type.FIXED_LEN_BYTE_ARRAY) {
            element.setType_length(type.length());
        }
        if (type.spark() instanceof DecimalType decimal) {
            element.setPrecision(decimal.precision()).setScale(decimal.scale());
        }
        return element;
    }
}
