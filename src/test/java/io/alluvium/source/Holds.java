package io.alluvium.source;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which cells of the capability table a suite of tests holds: were one of them wrong, it would fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Holds.All.class)
public @interface Holds {
    /** The word of the source's type. */
    String source();

    /** As a project spells them. */
    String[] modes();

    Fact[] value();

    /** A line of the capability table. */
    enum Fact {
        INSERTS("new rows"),
        UPDATES("changed rows"),
        DELETES("deleted rows"),
        VERSIONS("several versions of a key in raw"),
        REPLACES("each batch stands for all before"),
        SPARK("rows come without a Spark session"),
        VERIFIED("`alluvium verify --source`");

        private final String line;

        Fact(String line) {
            this.line = line;
        }

        public String line() {
            return line;
        }

        public String of(Capabilities mode) {
            return switch (this) {
                case INSERTS -> mode.inserts().word();
                case UPDATES -> mode.updates().word();
                case DELETES -> mode.deletes().word();
                case VERSIONS -> yes(mode.versions());
                case REPLACES -> yes(mode.replaces());
                case SPARK -> yes(!mode.needsSpark());
                case VERIFIED -> yes(mode.verifiable());
            };
        }

        private static String yes(boolean fact) {
            return fact ? "yes" : "no";
        }
    }

    /** Several of them. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Holds[] value();
    }
}
