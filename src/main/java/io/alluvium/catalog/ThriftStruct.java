package io.alluvium.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A struct of Thrift, by the numbers of its fields. It keeps what it does not know, so that what another program wrote into it
 * is there when it is written back.
 */
final class ThriftStruct {
    /** Types as Thrift's binary protocol numbers them. */
    static final byte BOOL = 2;

    static final byte BYTE = 3;
    static final byte DOUBLE = 4;
    static final byte I16 = 6;
    static final byte I32 = 8;
    static final byte I64 = 10;
    static final byte TEXT = 11;
    static final byte STRUCT = 12;
    static final byte MAP = 13;
    static final byte SET = 14;
    static final byte LIST = 15;

    /** @param value a Java value of that type; texts are bytes */
    record Value(byte type, Object value) {}

    /** A list or a set. */
    record Items(byte type, List<Object> items) {}

    record Entries(byte keys, byte values, Map<Object, Object> entries) {}

    private final TreeMap<Integer, Value> fields = new TreeMap<>();

    Map<Integer, Value> fields() {
        return fields;
    }

    ThriftStruct put(int field, byte type, Object value) {
        fields.put(field, new Value(type, value));
        return this;
    }

    ThriftStruct text(int field, String text) {
        return put(field, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    ThriftStruct number(int field, int number) {
        return put(field, I32, number);
    }

    ThriftStruct flag(int field, boolean flag) {
        return put(field, BOOL, flag);
    }

    ThriftStruct struct(int field, ThriftStruct struct) {
        return put(field, STRUCT, struct);
    }

    ThriftStruct structs(int field, List<ThriftStruct> structs) {
        return put(field, LIST, new Items(STRUCT, new ArrayList<>(structs)));
    }

    /** Texts by texts, in their order. */
    ThriftStruct texts(int field, Map<String, String> texts) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        texts.forEach((key, value) -> entries.put(key, value.getBytes(StandardCharsets.UTF_8)));
        return put(field, MAP, new Entries(TEXT, TEXT, entries));
    }

    Optional<String> text(int field) {
        return Optional.ofNullable(fields.get(field))
                .filter(value -> value.value() instanceof byte[])
                .map(value -> new String((byte[]) value.value(), StandardCharsets.UTF_8));
    }

    Optional<ThriftStruct> struct(int field) {
        return Optional.ofNullable(fields.get(field))
                .filter(value -> value.value() instanceof ThriftStruct)
                .map(value -> (ThriftStruct) value.value());
    }

    /** None where there is no such map. */
    Map<String, String> texts(int field) {
        Map<String, String> texts = new LinkedHashMap<>();
        Value value = fields.get(field);
        if (value != null && value.value() instanceof Entries map) {
            map.entries().forEach((key, text) -> {
                if (key instanceof String name && text instanceof byte[] bytes) {
                    texts.put(name, new String(bytes, StandardCharsets.UTF_8));
                }
            });
        }
        return texts;
    }
}
