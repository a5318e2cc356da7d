package io.alluvium.dbt.jinja;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What an expression of a template comes to. */
public sealed interface Value {
    /** What stands in the text where it is printed. */
    String printed();

    /** Whether {@code if} takes it for true. */
    boolean isTrue();

    /** The value itself, where something else than it is printed. */
    default Value plain() {
        return this;
    }

    record Text(String text) implements Value {
        public Text {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String printed() {
            return text;
        }

        @Override
        public boolean isTrue() {
            return !text.isEmpty();
        }
    }

    record Number(BigDecimal number) implements Value {
        public Number {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public String printed() {
            return number.toPlainString();
        }

        @Override
        public boolean isTrue() {
            return number.signum() != 0;
        }

        /** Equal numbers are equal however many digits they are written with. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Number that && number.compareTo(that.number) == 0;
        }

        @Override
        public int hashCode() {
            return number.stripTrailingZeros().hashCode();
        }
    }

    record Flag(boolean flag) implements Value {
        @Override
        public String printed() {
            return flag ? "True" : "False";
        }

        @Override
        public boolean isTrue() {
            return flag;
        }
    }

    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String printed() {
            return items.stream().map(Value::quoted).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public boolean isTrue() {
            return !items.isEmpty();
        }
    }

    record Entries(Map<String, Value> entries) implements Value {
        public Entries {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String printed() {
            return entries.entrySet().stream()
                    .map(entry ->
                            "'" + entry.getKey() + "': " + entry.getValue().quoted())
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public boolean isTrue() {
            return !entries.isEmpty();
        }
    }

    /** Something that can be called by this name. */
    record Function(String name) implements Value {
        public Function {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public String printed() {
            return name;
        }

        @Override
        public boolean isTrue() {
            return true;
        }
    }

    /**
     * A value for which a mark is printed, so that it is decided later what stands there.
     *
     * @param decided is told each time that the value itself is looked at, so that another one would not do
     */
    record Marked(Value value, String mark, Runnable decided) implements Value {
        public Marked {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(mark, "mark");
        }

        @Override
        public String printed() {
            return mark;
        }

        @Override
        public boolean isTrue() {
            decided.run();
            return value.isTrue();
        }

        @Override
        public Value plain() {
            decided.run();
            return value;
        }
    }

    /** Jinja's {@code none}. */
    record None() implements Value {
        @Override
        public String printed() {
            return "None";
        }

        @Override
        public boolean isTrue() {
            return false;
        }
    }

    private String quoted() {
        return this instanceof Text text ? "'" + text.text() + "'" : printed();
    }
}
