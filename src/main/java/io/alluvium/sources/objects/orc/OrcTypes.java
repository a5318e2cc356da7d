package io.alluvium.sources.objects.orc;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.orc.TypeDescription;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What holds all values of a type of ORC. */
final class OrcTypes {
    private OrcTypes() {}

    /** Empty where raw has no such type. A map is a list of structs of {@code key} and {@code value}. */
    static Optional<DataType> of(TypeDescription type) {
        return switch (type.getCategory()) {
            case BOOLEAN -> Optional.of(DataTypes.BooleanType);
            case BYTE -> Optional.of(DataTypes.ByteType);
            case SHORT -> Optional.of(DataTypes.ShortType);
            case INT -> Optional.of(DataTypes.IntegerType);
            case LONG -> Optional.of(DataTypes.LongType);
            case FLOAT -> Optional.of(DataTypes.FloatType);
            case DOUBLE -> Optional.of(DataTypes.DoubleType);
            case DECIMAL -> Optional.of(DataTypes.createDecimalType(type.getPrecision(), type.getScale()));
            case STRING, VARCHAR, CHAR -> Optional.of(DataTypes.StringType);
            case BINARY -> Optional.of(DataTypes.BinaryType);
            case DATE -> Optional.of(DataTypes.DateType);
            case TIMESTAMP -> Optional.of(DataTypes.TimestampNTZType);
            case TIMESTAMP_INSTANT -> Optional.of(DataTypes.TimestampType);
            case LIST -> of(type.getChildren().get(0)).map(DataTypes::createArrayType);
            case MAP -> struct(List.of("key", "value"), type.getChildren()).map(DataTypes::createArrayType);
            case STRUCT -> struct(type.getFieldNames(), type.getChildren());
            // What another version of the library knows beside these.
            default -> Optional.empty();
        };
    }

    private static Optional<DataType> struct(List<String> names, List<TypeDescription> types) {
        StructType struct = new StructType();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<DataType> type = of(types.get(i));
            if (type.isEmpty() || !seen.add(names.get(i).toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            struct = struct.add(names.get(i), type.get());
        }
        return struct.isEmpty() ? Optional.empty() : Optional.of(struct);
    }
}
