package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
    private static final Place PLACE = new Place("project.conf", 7);

    @TempDir
    Path directory;

    @Test
    void onlyReferencesAreParsed() {
        assertThat(SecretReference.parse("env:SHOP", PLACE))
                .contains(new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE));
        assertThat(SecretReference.parse("file:/run/secret", PLACE))
                .contains(new SecretReference(SecretReference.Kind.FILE, "/run/secret", PLACE));
        assertThat(List.of(
                        "aws-sm:prod/shop/db",
                        "aws-sm:prod/shop/db#password",
                        "aws-sm:arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/shop/db-AbCdEf#a b",
                        "aws-ssm:/prod/shop/password",
                        "aws-ssm:password:3",
                        "aws-ssm:arn:aws-cn:ssm:cn-north-1:123456789012:parameter/prod/shop#password"))
                .allSatisfy(
                        text -> assertThat(SecretReference.parse(text, PLACE).orElseThrow())
                                .hasToString(text));
        assertThat(SecretReference.parse("aws-sm:a/b#c#d", PLACE))
                .contains(new SecretReference(SecretReference.Kind.AWS_SECRET, "a/b", Optional.of("c#d"), PLACE));
        assertThat(SecretReference.parse("file:/run/a#b", PLACE))
                .contains(new SecretReference(SecretReference.Kind.FILE, "/run/a#b", PLACE));
        assertThat(List.of(
                        "aws-sm:",
                        "aws-sm:#password",
                        "aws-sm:a#",
                        "aws-sm:a b",
                        "aws-sm:arn:aws:ssm:eu-central-1:123456789012:parameter/a",
                        "aws-ssm:",
                        "aws-ssm:/",
                        "aws-ssm:a:b:c",
                        "rds-iam"))
                .allMatch(text -> SecretReference.parse(text, PLACE).isEmpty());
        assertThat(List.of("hunter2", "env:", "env:1", "file:secret", "ENV:SHOP", "env:SHOP "))
                .allMatch(text -> SecretReference.parse(text, PLACE).isEmpty());
    }

    @Test
    void aPasswordIsAReferenceOrATokenOfRds() {
        assertThat(Password.parse("rds-iam", PLACE)).contains(new RdsToken(PLACE, Optional.empty()));
        assertThat(Password.parse("env:SHOP", PLACE))
                .contains(new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE));
        assertThat(Password.parse("hunter2", PLACE)).isEmpty();
        assertThat(Password.FORMS)
                .isEqualTo("\"env:NAME\", \"file:/path\", \"aws-sm:NAME\", \"aws-sm:NAME#FIELD\", \"aws-ssm:NAME\" or"
                        + " \"rds-iam\"");
    }

    @Test
    void aClassPathWithoutAwsIsToldWithWhatBringsIt() {
        Asked asked = new Asked("aws-sm:prod/db", PLACE);
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> asked.ofAws(() -> {
                    throw new NoClassDefFoundError("software/amazon/awssdk/core/exception/SdkException");
                }))
                .withMessage("ALV-1013: aws-sm:prod/db needs AWS's SDK for Java, 2.29 or newer")
                .satisfies(e -> assertThat(e.problems().get(0).place()).contains(PLACE));
    }

    @Test
    void aVariableIsRead() {
        SecretReference reference = new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE);
        assertThat(reference.resolve(Map.of("SHOP", "hunter2")).reveal()).isEqualTo("hunter2");
    }

    @Test
    void aMissingVariableIsNamed() {
        SecretReference reference = new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE);
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> reference.resolve(Map.of()))
                .withMessage("ALV-1011: the environment variable SHOP is not set")
                .satisfies(e -> assertThat(e.problems().get(0).place()).contains(PLACE));
    }

    @Test
    void aFileLosesItsLastLineBreakOnly() throws Exception {
        Path file = Files.writeString(directory.resolve("s"), " hun\nter2\n\n");
        SecretReference reference = new SecretReference(SecretReference.Kind.FILE, file.toString(), PLACE);
        assertThat(reference.resolve(Map.of()).reveal()).isEqualTo(" hun\nter2\n");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("absent");
        SecretReference reference = new SecretReference(SecretReference.Kind.FILE, file.toString(), PLACE);
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> reference.resolve(Map.of()))
                .withMessage("ALV-1011: the file " + file + " cannot be read");
    }
}
