package io.alluvium.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

class SqlFunctionsTest {
    private static Set<String> names(Seq<FunctionIdentifier> functions) {
        Set<String> names = new TreeSet<>();
        for (Iterator<FunctionIdentifier> each = functions.iterator(); each.hasNext(); ) {
            names.add(each.next().funcName());
        }
        return names;
    }

    /** A new line of Spark brings functions: each is looked at, and then listed, before a query may call it. */
    @Test
    void everyFunctionOfSparksRegistriesIsClassifiedAndNoOther() {
        Set<String> registered = names(FunctionRegistry$.MODULE$.builtin().listFunction());
        registered.addAll(names(TableFunctionRegistry$.MODULE$.builtin().listFunction()));
        // Operators have no names that can be called.
        registered.removeIf(name -> !name.matches("[a-z_][a-z0-9_]*"));

        assertThat(SqlFunctions.names()).containsExactlyInAnyOrderElementsOf(registered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reflect", "REFLECT", "try_reflect", "java_method", "from_avro", "from_protobuf"})
    void whatRunsCodeOrReadsElsewhereIsForbidden(String name) {
        assertThat(SqlFunctions.sort(name)).contains(SqlFunctions.Sort.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"read_files", "my_udf", "ai_query", "system.builtin.abs"})
    void whatSparkHasNotIsNoFunction(String name) {
        assertThat(SqlFunctions.sort(name)).isEmpty();
    }
}
