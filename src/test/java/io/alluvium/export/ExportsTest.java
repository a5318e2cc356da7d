package io.alluvium.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.config.ProjectReader;
import io.alluvium.config.TestProject;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.run.Pipeline;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
    private static final String DATABASE = "type = postgres, host = db, database = shop, user = u";

    @TempDir
    Path folder;

    private void open(String exports) {
        new TestProject(folder)
                .file("curated/orders.sql", "select id from raw.orders")
                .file("curated/seen.sql", "/*--- strategy = view ---*/ select id from raw.orders")
                .conf("""
                        project = shop
                        sources {
                          db { %s, tables { orders { from = "public.orders", key = id } } }
                          all { %s, tables = ["landing.*"] }
                        }
                        exports {
                          %s
                        }
                        """.formatted(DATABASE, DATABASE, exports));
        Pipeline.open(new ProjectReader.Request(folder, true, Optional.empty(), Map.of()), Clock.systemUTC())
                .close();
    }

    private List<Problem> problems(String exports) {
        return catchThrowableOfType(AlluviumException.class, () -> open(exports))
                .problems();
    }

    @Test
    void allThatIsWrongWithSectionsIsSaidAtOnceWithItsPlace() {
        assertThat(problems("""
                crm { %s, pasword = "env:X", tables {
                    a { from = curated.orders, to = "mart.a", too = 1 }
                    b { from = orders, to = "mart.b" }
                    c { from = curated.orders, to = c }
                    d { from = curated.orders, to = "mart.A" }
                    a2 { from = curated.orders, to = "MART.a" }
                    f { from = curated.orders, to = "mart.alluvium_exports" }
                  } }
                  old { type = mysql, host = db, tables {} }
                """.formatted(DATABASE)))
                .extracting(problem ->
                        problem.code() + " " + problem.place().orElseThrow().line() + " " + problem.message()
                                + problem.suggestion().map(word -> " ? " + word).orElse(""))
                .containsExactly(
                        "UNKNOWN_KEY 7 unknown key pasword in an export of type postgres ? password",
                        "UNKNOWN_KEY 8 unknown key too in a table that is exported ? to",
                        "BAD_VALUE 9 from = \"orders\" is no table of a warehouse",
                        "BAD_VALUE 10 to = \"c\" is no name of a table to write",
                        "DUPLICATE_TABLE 11 mart.a is exported to twice, first at project.conf:8",
                        "DUPLICATE_TABLE 12 mart.a is exported to twice, first at project.conf:8",
                        "BAD_VALUE 13 to = \"mart.alluvium_exports\" is no name of a table to write",
                        "NOT_BUILT_YET 15 type = mysql is not built yet");
    }

    @Test
    void whatIsExportedIsATableOfTheProjectAndIsNotReadByIt() {
        assertThat(problems("""
                crm { %s, tables {
                  a { from = curated.ordres, to = "mart.a" }
                  b { from = curated.seen, to = "mart.b" }
                  c { from = curated.orders, to = "public.orders" }
                  d { from = curated.orders, to = "landing.d" }
                  e { from = raw.not_named, to = "mart.e" }
                } }
                """.formatted(DATABASE)))
                .extracting(problem -> problem.code() + " " + problem.message()
                        + problem.suggestion().map(word -> " ? " + word).orElse(""))
                .containsExactly(
                        "UNKNOWN_TABLE the project has no table curated.ordres ? curated.orders",
                        "BAD_VALUE curated.seen is a view, which has no table to export",
                        "BAD_VALUE public.orders is read by source db of this project",
                        "BAD_VALUE landing.d is read by source all of this project");
    }

    @Test
    void oneExportNameStandsForOneTable() {
        assertThat(problems("""
                one { %s, tables { a { from = curated.orders, to = "mart.a" } } }
                two { %s, tables { a { from = curated.orders, to = "mart.b" } } }
                """.formatted(DATABASE, DATABASE)))
                .extracting(Problem::code, Problem::message)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        ErrorCode.DUPLICATE_TABLE, "export.a is declared twice, first at project.conf:7"));
    }

    @Test
    void whatIsRightIsRead() {
        open("""
                crm { %s, password = "env:NOBODY_ASKS", tables {
                  orders { from = curated.orders, to = "mart.\\"Orders\\"", key = [id], adopt = true }
                } }
                """.formatted(DATABASE));
    }
}
