package io.alluvium.sources.objects.parquet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Tells what a file's columns are, lists of older writers included. A map is a list of structs of {@code key} and
 * {@code value}, in the file's order: raw has no maps, and would not keep that order or a key that is there twice.
 */
record ParquetTree(MessageType schema) {

    /** What stands around a part: its path, and the levels so far. */
    private record Around(List<String> path, int definition, int repetition) {
        Around in(Type part) {
            List<String> inner = new ArrayList<>(path);
            inner.add(part.getName());
            return new Around(
                    inner,
                    definition + (part.isRepetition(Repetition.REQUIRED) ? 0 : 1),
                    repetition + (part.isRepetition(Repetition.REPEATED) ? 1 : 0));
        }
    }

    /** @throws UnknownTypeException where raw has no type that holds all values of the column */
    ParquetNode column(Type column) throws UnknownTypeException {
        return any(column, new Around(List.of(), 0, 0));
    }

    private ParquetNode any(Type part, Around around) throws UnknownTypeException {
        Around inside = around.in(part);
        return part.isRepetition(Repetition.REPEATED)
                ? new ParquetNode.Repeated(
                        one(part, inside), around.definition(), inside.definition(), inside.repetition())
                : one(part, inside);
    }

    /** The part without regard to its being repeated. */
    private ParquetNode one(Type part, Around inside) throws UnknownTypeException {
        if (part.isPrimitive()) {
            ColumnDescriptor column = schema.getColumnDescription(inside.path().toArray(String[]::new));
            return new ParquetNode.Leaf(column, LeafType.of(part.asPrimitiveType()));
        }
        GroupType group = part.asGroupType();
        LogicalTypeAnnotation annotation = group.getLogicalTypeAnnotation();
        if (annotation instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation && isWrapper(group)) {
            return list(group, inside);
        }
        boolean map = annotation instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
                || annotation instanceof LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
        if (map && isWrapper(group)) {
            return map(group, inside);
        }
        if (annotation != null && !map && !(annotation instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation)) {
            throw new UnknownTypeException(annotation.toString());
        }
        return struct(group, group.getFields().stream().map(Type::getName).toList(), inside);
    }

    private static boolean isWrapper(GroupType group) {
        return group.getFieldCount() == 1 && group.getType(0).isRepetition(Repetition.REPEATED);
    }

    private ParquetNode struct(GroupType group, List<String> names, Around inside) throws UnknownTypeException {
        List<ParquetNode> fields = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Type field : group.getFields()) {
            if (!seen.add(field.getName().toLowerCase(Locale.ROOT))) {
                throw new UnknownTypeException("struct with " + field.getName() + " twice");
            }
            fields.add(any(field, inside));
        }
        if (fields.isEmpty()) {
            throw new UnknownTypeException("struct without fields");
        }
        return new ParquetNode.Struct(names, fields, inside.definition());
    }

    private ParquetNode list(GroupType list, Around inside) throws UnknownTypeException {
        Type repeated = list.getType(0);
        Around around = inside.in(repeated);
        ParquetNode element;
        if (isElement(list, repeated)) {
            element = one(repeated, around);
        } else {
            element = any(repeated.asGroupType().getType(0), around);
        }
        return new ParquetNode.Repeated(element, inside.definition(), around.definition(), around.repetition());
    }

    /** Whether the repeated part is the element itself, as older writers have it, rather than something around it. */
    private static boolean isElement(GroupType list, Type repeated) {
        return repeated.isPrimitive()
                || repeated.asGroupType().getFieldCount() != 1
                || repeated.getName().equals("array")
                || repeated.getName().equals(list.getName() + "_tuple")
                || repeated.asGroupType().getType(0).isRepetition(Repetition.REPEATED)
                || repeated.getLogicalTypeAnnotation() != null;
    }

    private ParquetNode map(GroupType map, Around inside) throws UnknownTypeException {
        Type repeated = map.getType(0);
        if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() > 2) {
            throw new UnknownTypeException("map without keys");
        }
        GroupType entry = repeated.asGroupType();
        Around around = inside.in(repeated);
        ParquetNode entries = struct(entry, List.of("key", "value").subList(0, entry.getFieldCount()), around);
        return new ParquetNode.Repeated(entries, inside.definition(), around.definition(), around.repetition());
    }
}
