package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {
    @TempDir
    private Path project;

    private String shown(Problem... problems) {
        return String.join("\n", new ErrorText(project, Style.PLAIN).errors(List.of(problems), Optional.empty()))
                + "\n";
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(project.resolve(file), text);
    }

    @Test
    void severalProblemsStandOneUnderTheOther() throws Exception {
        write("project.conf", "project = shop\nwarehose { path = x }\nsources { a { type = postgre } }\n");
        Problem key = Problem.of(ErrorCode.UNKNOWN_KEY, "unknown key warehose")
                .at(new Place("project.conf", 2))
                .marking("warehose")
                .didYouMean(Optional.of("warehouse"));
        Problem type = Problem.of(ErrorCode.BAD_VALUE, "unknown type postgre")
                .at(new Place("project.conf", 3))
                .marking("postgre")
                .because("postgres or files")
                .didYouMean(Optional.of("postgres"));

        List<String> lines =
                new ErrorText(project, Style.PLAIN).errors(List.of(key, type), Optional.of("alluvium validate"));

        assertThat(String.join("\n", lines) + "\n").isEqualTo("""
                error ALV-1004: unknown key warehose
                  --> project.conf:2
                2 |  warehose { path = x }
                  |  ^^^^^^^^
                did you mean: warehouse

                error ALV-1007: unknown type postgre
                  --> project.conf:3
                3 |  sources { a { type = postgre } }
                  |                       ^^^^^^^ postgres or files
                did you mean: postgres
                then: alluvium validate
                """);
    }

    @Test
    void aWholeWordIsMarkedRatherThanAPartOfOne() throws Exception {
        write("a.sql", "select width, id from raw.t");

        assertThat(shown(Problem.of(ErrorCode.UNKNOWN_COLUMN, "no column id")
                        .at(new Place("a.sql", 1))
                        .marking("id")))
                .contains("1 |  select width, id from raw.t\n  |                ^^\n");
    }

    @Test
    void aPlaceWhoseFileOrLineIsGoneIsStillNamed() throws Exception {
        write("short.conf", "a = 1\n");
        Problem problem = Problem.of(ErrorCode.MISSING_KEY, "no key").because("needed to find changes");

        assertThat(shown(problem.at(new Place("gone.conf", 3))))
                .isEqualTo("error ALV-1005: no key\n  --> gone.conf:3\n  = needed to find changes\n");
        assertThat(shown(problem.at(new Place("short.conf", 9)))).contains("--> short.conf:9\n  = needed");
        assertThat(shown(problem.at(new Place("short.conf", 0)))).contains("--> short.conf\n  = needed");
        assertThat(shown(problem)).isEqualTo("error ALV-1005: no key\n  = needed to find changes\n");
    }

    @Test
    void aFileThatIsNoTextIsNotShown() throws Exception {
        Files.write(project.resolve("a.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\n', (byte) 0xff});

        assertThat(shown(Problem.of(ErrorCode.FILE_CORRUPT, "not CSV").at(new Place("a.csv", 1))))
                .isEqualTo("error ALV-3013: not CSV\n  --> a.csv:1\n");
    }

    @Test
    void aLongLineIsCutAroundTheMark() throws Exception {
        write("a.sql", "x, ".repeat(200) + "nope" + ", y".repeat(200));

        String shown = shown(Problem.of(ErrorCode.UNKNOWN_COLUMN, "no column nope")
                .at(new Place("a.sql", 1))
                .marking("nope"));

        List<String> lines = shown.lines().toList();
        assertThat(lines.get(2)).hasSizeLessThan(120).startsWith("1 |  …").endsWith("…");
        int at = lines.get(2).indexOf("nope");
        assertThat(lines.get(3).indexOf("^^^^")).isEqualTo(at);
    }

    @Test
    void tabsAndLettersOutsideTheBasicPlaneKeepTheMarkInPlace() throws Exception {
        write("a.sql", "\tselect '\uD83D\uDE00',\tnope");

        assertThat(shown(Problem.of(ErrorCode.UNKNOWN_COLUMN, "no column")
                        .at(new Place("a.sql", 1))
                        .marking("nope")))
                .contains("1 |  select '\uD83D\uDE00',    nope\n  |                 ^^^^\n");
    }

    @Test
    void aTerminalCannotBeSteeredThroughAMessage() {
        assertThat(shown(Problem.of(ErrorCode.SOURCE_FAILED, "server said \u001B[2Jgone\u0007")))
                .isEqualTo("error ALV-3012: server said \uFFFD[2Jgone\uFFFD\n");
    }

    @Test
    void aFixOfSeveralLinesStaysInItsColumn() {
        assertThat(shown(Problem.of(ErrorCode.MISSING_KEY, "no key").fixedBy("one\ntwo")))
                .isEqualTo("error ALV-1005: no key\nfix:  one\n      two\n");
    }

    @Test
    void aSecretWrittenIntoTheConfigurationIsHiddenAndTheStarsAreMarked() throws Exception {
        write("project.conf", "  user = etl, password = \"hunter2\", connections = 4\n");

        assertThat(shown(Problem.of(ErrorCode.LITERAL_SECRET, "a secret is written into the configuration")
                        .at(new Place("project.conf", 1))
                        .marking("hunter2")
                        .because("write \"env:NAME\" or \"file:PATH\"")))
                .isEqualTo("""
                        error ALV-1010: a secret is written into the configuration
                          --> project.conf:1
                        1 |  user = etl, password = ****, connections = 4
                          |                         ^^^^ write "env:NAME" or "file:PATH"
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env:SHOP_PASSWORD",
                "file:/run/secrets/password",
                "aws-sm:prod/shop/db#password",
                "aws-sm:arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/shop/db-AbCdEf",
                "aws-ssm:/prod/shop/password:3",
                "rds-iam"
            })
    void aReferenceToASecretIsShownAndSoIsWhatFollows(String reference) throws Exception {
        String line = "password = \"" + reference + "\"";
        write("project.conf", line + "\n" + line + "\n");

        for (int number = 1; number <= 2; number++) {
            assertThat(shown(Problem.of(ErrorCode.SECRET_MISSING, "it is not there")
                            .at(new Place("project.conf", number))
                            .marking(reference)))
                    .contains(number + " |  " + line + "\n  |              " + "^".repeat(reference.length()) + "\n");
        }
    }

    @Test
    void noSpellingOfASecretFieldGivesItsValueAway() throws Exception {
        SplittableRandom random = new SplittableRandom(20261121);
        String[] names = {
            "password", "PASSWORD", "\"password\"", "db.password", "shop.secret_key", "apiToken", "api-key"
        };
        String[] joins = {" = ", "=", ": ", " : ", " += ", " =\t", "= \n", " =\n\n  "};
        String[] wraps = {
            "%s",
            "\"%s\"",
            "\"\"\"%s\"\"\"",
            "\"%s",
            "\"a\\\"%s\"",
            "\"\"\"\n%s\n\n%s\n\"\"\"",
            "pre\"%s\"post",
            "a %s",
            "env:X%s!",
            "\"aws-sm:a b#%s\"",
            "\"rds-iam%s\""
        };
        for (int i = 0; i < 2000; i++) {
            String secret = "S3cr3t" + Long.toString(random.nextLong(1L << 40), 36);
            String line = "user = etl, " + names[random.nextInt(names.length)] + joins[random.nextInt(joins.length)]
                    + wraps[random.nextInt(wraps.length)].replace("%s", secret)
                    + (random.nextBoolean() ? ", connections = 4 }" : "");
            write("project.conf", line);
            for (int number = 1; number <= line.lines().count(); number++) {
                Problem problem = Problem.of(ErrorCode.UNKNOWN_KEY, "unknown").at(new Place("project.conf", number));
                assertThat(shown(problem)).as(line).doesNotContain(secret);
            }
        }
    }

    @Test
    void aPasswordInAnAddressIsHidden() throws Exception {
        write("project.conf", "url = \"jdbc:postgresql://etl:hunter2@db:5432/shop?password=hunter3\"\n");

        assertThat(shown(Problem.of(ErrorCode.UNKNOWN_KEY, "unknown key url").at(new Place("project.conf", 1))))
                .contains("url = \"jdbc:postgresql://etl:****@db:5432/shop?password=****\n")
                .doesNotContain("hunter");
    }

    @Test
    void colourAddsNothingElse() throws Exception {
        write("project.conf", "a = 1\n");
        Style marked = (tone, text) -> "<" + text + ">";
        Problem problem = Problem.of(ErrorCode.UNKNOWN_KEY, "unknown key a")
                .at(new Place("project.conf", 1))
                .marking("a");

        List<String> lines = new ErrorText(project, marked).errors(List.of(problem), Optional.empty());

        assertThat(String.join("\n", lines).replaceAll("[<>]", ""))
                .isEqualTo(shown(problem).strip().replace("-->", "--"));
        assertThat(lines.get(0).getBytes(StandardCharsets.UTF_8)).contains((byte) '<');
    }
}
