package io.alluvium.config;

import static io.alluvium.config.TestProject.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write in HOCON that means something else, or nothing. */
class HoconTrapsTest {
    @TempDir
    Path directory;

    private Problem problem(String text) {
        return new TestProject(directory).conf(text).problem();
    }

    @Test
    void aSubstitutionInsideQuotesIsExplained() {
        Problem problem = problem("project = shop\nwarehouse { path = \"/data/${project}\" }");
        assertThat(line(problem))
                .isEqualTo(
                        "QUOTED_SUBSTITUTION project.conf:2 ${project} stands inside quotes, where it is not replaced"
                                + " | close the quotes before it");
        assertThat(problem.marked()).contains("${project}");
    }

    @Test
    void aSubstitutionOutsideQuotesIsReplaced() {
        assertThat(new TestProject(directory)
                        .conf("project = shop\nwarehouse { path = /data/${project}/${?ALLUVIUM_NO_SUCH}x }")
                        .read()
                        .warehouse())
                .isEqualTo("/data/shop/x");
    }

    @Test
    void environmentVariablesAreSubstituted() {
        assertThat(new TestProject(directory)
                        .conf("project = shop\nwarehouse { path = ${PATH} }")
                        .read()
                        .warehouse())
                .endsWith(System.getenv("PATH"));
    }

    @Test
    void everyMissingVariableIsNamed() {
        assertThat(new TestProject(directory)
                        .conf("project = shop\nvars {\n a = ${NO_SUCH_A}\n b = ${NO_SUCH_B}\n c = ${?NO_SUCH_C}\n}")
                        .problems())
                .extracting(TestProject::line)
                .containsExactly(
                        "BAD_VALUE project.conf:3 ${NO_SUCH_A} has no value | neither a key nor an environment variable",
                        "BAD_VALUE project.conf:4 ${NO_SUCH_B} has no value | neither a key nor an environment variable");
    }

    @Test
    void aMissingVariableIsNamedWhereItStandsOverAValueToo() {
        assertThat(new TestProject(directory)
                        .conf("project = shop\nvars {\n a = plain\n a = over-${NO_SUCH_A}\n b = ${vars.NO_SUCH_B}\n}")
                        .problems())
                .extracting(TestProject::line)
                .containsExactly(
                        "BAD_VALUE project.conf:4 ${NO_SUCH_A} has no value | neither a key nor an environment variable",
                        "BAD_VALUE project.conf:5 ${vars.NO_SUCH_B} has no value | no such key");
    }

    @Test
    void aCircleOfSubstitutionsIsRefused() {
        assertThat(line(problem("project = shop\nvars { a = ${vars.b}, b = ${vars.a} }")))
                .isEqualTo("CONFIG_SYNTAX project.conf:2 substitutions refer to each other in a circle");
    }

    @Test
    void aWrongValueFromTheEnvironmentIsNotShown() {
        Problem problem = problem("project = shop\nrun {\n parallel = ${PATH}\n}");
        assertThat(line(problem))
                .isEqualTo("WRONG_TYPE project.conf:3 parallel is (from the environment) | expected a whole number");
        assertThat(problem.toString()).doesNotContain(System.getenv("PATH"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            warehouse { path = s3a://b/x }     | s3a://
            warehouse { path = file:///b/x }   | file:///
            warehouse { path = /data//x }      | /data//
            """)
    void anUnquotedUriOrPathWithSlashesIsExplained(String second, String marked) {
        Problem problem = problem("project = shop\n" + second);
        assertThat(line(problem))
                .isEqualTo("CONFIG_SYNTAX project.conf:2 outside quotes, // starts a comment and cuts the value short"
                        + " | put the whole value in quotes");
        assertThat(problem.marked()).contains(marked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            warehouse { path = data#1 }        | data#
            vars { a = 4#four                  | 4#
            vars { a = [x, y#z] }              | y#
            vars { a#b = 1 }                   | a#
            vars { a = x##y }                  | x#
            vars { a = ${PATH}#y }             | x#
            """)
    void aHashThatCutsAValueIsExplained(String second, String marked) {
        Problem problem = problem("project = shop\n" + second);
        assertThat(line(problem))
                .isEqualTo("CONFIG_SYNTAX project.conf:2 outside quotes, # starts a comment and cuts the value short"
                        + " | put the whole value in quotes; before a comment write a blank");
        assertThat(problem.marked()).contains(marked);
    }

    @Test
    void aHashAfterABlankOrAfterWhatEndsAValueBeginsAComment() {
        assertThat(new TestProject(directory)
                        .conf("project = shop #1\n#2\nvars {#3\n a = \"x#y\"#4 a#b\n b = 1, # 5#6 //\n"
                                + " c = \"\"\"x#y\"\"\"\n d =#7\n 2 // a#b\n}#8")
                        .read()
                        .variables())
                .containsExactly(entry("a", "x#y"), entry("b", 1L), entry("c", "x#y"), entry("d", 2L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sources { s { type = files }; s { path = in } }                    | BAD_VALUE project.conf:3 source s is written twice, first at project.conf:2
            sources.s { type = files }; sources { "s" : { path = in } }        | BAD_VALUE project.conf:3 source s is written twice, first at project.conf:2
            sources.s.tables { a { glob = x }; a { key = id } }                | DUPLICATE_TABLE project.conf:3 table a is written twice, first at project.conf:2
            sources.s.tables.a { glob = x }; sources { s.tables { a {} } }     | DUPLICATE_TABLE project.conf:3 table a is written twice, first at project.conf:2
            include "a.conf"; sources.s.tables { a { key = id } }              | DUPLICATE_TABLE project.conf:3 table a is written twice, first at a.conf:1
            vars { a = 1; b = 2; a = 3 }                                       | BAD_VALUE project.conf:4 a is written twice, first at project.conf:2
            vars { a = ${PATH}; a = 3 }                                        | BAD_VALUE project.conf:3 a is written twice, first at project.conf:2
            vars.a = [1]; vars { a : [2] }                                     | BAD_VALUE project.conf:3 a is written twice, first at project.conf:2
            project = other                                                    | BAD_VALUE project.conf:2 project is written twice, first at project.conf:1
            """)
    void whatIsWrittenTwiceIsRefusedWithBothPlaces(String text, String expected) {
        List<String> lines = new TestProject(directory)
                        .file("a.conf", "sources.s.tables.a { glob = \"*.csv\" }")
                        .conf("project = shop\n" + text.replace("; ", "\n"))
                        .problems()
                        .stream()
                        .map(TestProject::line)
                        .toList();
        assertThat(lines).anyMatch(line -> line.startsWith(expected + " | "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sources.s { type = files, path = in }; sources.s.tables { a { glob = x, format = csv } }
            sources.s { type = files, path = in, tables {} }; sources.s.tables.a { glob = x, format = csv }
            sources.s { type = files, path = in, tables { a { glob = x, format = csv } } }; vars { a = 1 }; vars.b = 2
            vars { a = x, a = ${?ALLUVIUM_NO_SUCH}, a = ${vars.a}y }
            vars { a = 1 }; include "b.conf"
            sources.s { type = files, path = in, tables { a { glob = x, format = csv, key = [a], key += b } } }
            """)
    void whatAddsUpOrTakesInWhatWasBeforeIsNotWrittenTwice(String text) {
        TestProject project = new TestProject(directory)
                .file("b.conf", "vars { a = 2 }")
                .file("conf/prod.conf", "project = shop2\nvars { a = 3 }")
                .conf("project = shop\n" + text.replace("; ", "\n"));
        assertThat(project.read().name()).isEqualTo("shop");
        assertThat(project.read(Optional.of("prod"), Map.of("vars.a", "4")).name())
                .isEqualTo("shop2");
    }

    @Test
    void whatIsWrittenTwiceInsideAnotherFileIsRefusedToo() {
        List<Problem> problems = new ArrayList<>();
        HoconSection.parse(
                "curated/m.sql",
                "key = [a]\nexpect { a { that = x }\n a { that = y } }\nkey = [b]\ncolumns { c = x }\ncolumns { d = y }",
                ErrorCode.FRONT_MATTER,
                problems);
        assertThat(problems)
                .extracting(problem -> problem.code() + " " + problem.place().orElseThrow() + " " + problem.message())
                .containsExactly(
                        "FRONT_MATTER curated/m.sql:3 a is written twice, first at curated/m.sql:2",
                        "FRONT_MATTER curated/m.sql:4 key is written twice, first at curated/m.sql:1");
    }

    @Test
    void aFolderBeneathTheUsersOwnIsNotCalledByItsTilde() {
        Problem warehouse = problem("project = shop\nwarehouse { path = \"~/lake\" }");
        assertThat(line(warehouse))
                .isEqualTo("BAD_VALUE project.conf:2 path = \"~/lake\" is a folder named ~ | only a shell replaces ~");
        assertThat(warehouse.fix()).contains("path = ${HOME}\"/lake\"");
        assertThat(line(problem("project = shop\nsources.s { type = files, path = \"file:~\", tables {} }")))
                .isEqualTo("BAD_VALUE project.conf:2 path = \"file:~\" is a folder named ~ | only a shell replaces ~");
    }

    @Test
    void aKeyThatHoldsACommaIsNoList() {
        Problem problem = problem("""
                project = shop
                sources { s { type = files, path = in, tables {
                  t { glob = "*.csv", format = csv, key = "id, v" }
                } } }
                """);
        assertThat(line(problem))
                .isEqualTo("BAD_VALUE project.conf:3 key holds \"id, v\" as one column | each column stands by itself");
        assertThat(problem.fix()).contains("key = [id, v]");
    }

    @Test
    void slashesInCommentsAndQuotesAreNoTrap() {
        assertThat(new TestProject(directory)
                        .conf(
                                "project = shop // see http://x\n# http://y\nvars { a = \"http://z\", b = \"\"\"x://y\"\"\" }")
                        .read()
                        .variables())
                .containsEntry("a", "http://z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            vars { a = C:\\x }          | 2 | a value that holds a ':' must be in quotes, or a comma is missing before this key
            vars { a = x b = "y" }      | 2 | a comma is missing between two keys, or a value that holds a '=' is not in quotes
            vars { a = "open            | 2 | a quote is opened on this line and not closed
            vars { a = x*y }            | 2 | the character * is not allowed outside quotes
            vars { a = [1,2             | 2 | a comma or the closing ] of a list is missing
            vars { a = 1                | 2 | a { is not closed by a }
            vars { a = 1 } }            | 2 | there is one } too many
            vars { a = "\\q" }          | 2 | an unknown escape in quotes; write \\\\ for a backslash
            vars { a = ${x              | 2 | a substitution ${ is not closed by a }
            vars { a = ab$c }           | 2 | a $ outside quotes must begin a substitution ${…}; else put it in quotes
            vars { a                    | 2 | the text ends too early: a key without value, or an unclosed { or [
            include url("http://x/y")   | 2 | only a file of the project can be included
            include "http://x/y"        | 2 | only a file of the project can be included
            include classpath("x.conf") | 2 | only a file of the project can be included
            """)
    void brokenSyntaxIsSaidInPlainWords(String second, int line, String message) {
        Problem problem = problem("project = shop\n" + second);
        assertThat(problem.code() + " " + problem.place().orElseThrow() + " " + problem.message())
                .isEqualTo("CONFIG_SYNTAX project.conf:" + line + " " + message);
    }

    @Test
    void aFileBesideMayBeIncluded() {
        TestProject project = new TestProject(directory)
                .conf("project = shop\ninclude \"more.conf\"\ninclude \"absent.conf\"")
                .file("more.conf", "vars { a = 1 }\nrun.paralel = 2");
        assertThat(line(project.problem())).startsWith("UNKNOWN_KEY more.conf:2 unknown key paralel");
    }

    @Test
    void aListWithoutCommaIsNoticed() {
        Problem problem = problem("""
                project = shop
                sources { s { type = files, path = in, tables {
                  t { glob = "*.csv", format = csv, key = [a b] }
                } } }
                """);
        assertThat(line(problem))
                .isEqualTo("BAD_VALUE project.conf:3 key holds \"a b\" as one value | a comma is missing, or quotes");
        assertThat(problem.fix()).contains("key = [a, b]");
    }

    @Test
    void aQuotedNameMayHoldBlanks() {
        List<SourceSpec> sources = new TestProject(directory).conf("""
                project = shop
                sources { s { type = files, path = in, tables {
                  t { glob = "*.csv", format = csv, key = ["a b", c] }
                } } }
                """).sources();
        assertThat(sources.get(0).tables().get(0).key()).containsExactly("a b", "c");
    }

    @Test
    void aKeyWithoutCommaAfterANumberIsNoticed() {
        assertThat(line(problem("project = shop\nrun { parallel = 1 2 }")))
                .isEqualTo("WRONG_TYPE project.conf:2 parallel is \"1 2\" | expected a whole number");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        java.nio.file.Files.write(
                directory.resolve("project.conf"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
        assertThat(line(new TestProject(directory).problem()))
                .isEqualTo("CONFIG_SYNTAX - " + directory.resolve("project.conf") + " cannot be read as UTF-8 text");
    }
}
