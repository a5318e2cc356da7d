package io.alluvium.dbt;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The database that the project's own {@code profiles.yml} names, where it has one. */
final class Profile {
    private static final Pattern VARIABLE =
            Pattern.compile("\\{\\{\\s*env_var\\(\\s*['\"](\\w+)['\"]\\s*(?:,[^)]*)?\\)[^}]*}}");

    private final Optional<YamlNode> output;

    private Profile(Optional<YamlNode> output) {
        this.output = output;
    }

    static Profile of(DbtFiles files) {
        try (Stream<Path> all = Files.find(
                files.folder(), 4, (path, attributes) -> path.endsWith("profiles.yml") && attributes.isRegularFile())) {
            Optional<Path> found = all.sorted().findFirst();
            if (found.isEmpty()) {
                return new Profile(Optional.empty());
            }
            String text = Files.readString(found.get());
            Optional<YamlNode> profiles = YamlNode.read(files.label(found.get()), text);
            return new Profile(
                    profiles.flatMap(read -> output(read, files.project().text("profile"))));
        } catch (IOException | YamlNode.Fault e) {
            return new Profile(Optional.empty());
        }
    }

    private static Optional<YamlNode> output(YamlNode profiles, Optional<String> name) {
        Optional<YamlNode> profile = name.flatMap(profiles::at)
                .or(() -> profiles.entries().values().stream()
                        .filter(node -> node.at("outputs").isPresent())
                        .findFirst());
        Optional<YamlNode> outputs = profile.flatMap(found -> found.at("outputs"));
        return profile.flatMap(found -> found.text("target"))
                .flatMap(target -> outputs.flatMap(found -> found.at(target)))
                .or(() -> outputs.flatMap(
                        found -> found.entries().values().stream().findFirst()));
    }

    /** dbt's word for the database. */
    Optional<String> adapter() {
        return output.flatMap(found -> found.text("type")).map(type -> type.toLowerCase(Locale.ROOT));
    }

    /** Whether it is a database whose tables can be loaded. */
    boolean isReachable() {
        return adapter()
                .filter(type -> type.equals("postgres") || type.equals("mysql"))
                .isPresent();
    }

    /** A table as SQL of the database writes it. */
    String from(DeclaredTable table) {
        return name(table.schema()) + "." + name(table.identifier());
    }

    private static String name(String name) {
        return TableName.isName(name) ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** The first lines of a source, with its opening bracket. */
    List<String> declaration(String source) {
        String key = HoconSection.key(source);
        if (!isReachable()) {
            return List.of(
                    "# Fill in where the tables of " + source.replaceAll("\\s+", " ")
                            + " are: nothing in the dbt project" + " says it.",
                    "# A folder with Parquet files of each table is only a guess; docs/reference/project.md has the"
                            + " kinds of source.",
                    key + " {",
                    "  type = files, path = " + HoconSection.quoted("landing/" + source));
        }
        String variable = value("password")
                .map(VARIABLE::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .orElse("DBT_PASSWORD");
        return List.of(
                key + " {",
                "  type = " + adapter().orElseThrow() + ", host = "
                        + written("host").orElse("\"localhost\""),
                "  port = " + written("port").orElse(adapter().orElseThrow().equals("mysql") ? "3306" : "5432")
                        + ", database = "
                        + written("dbname").or(() -> written("database")).orElse("\"fill_in\""),
                "  user = " + written("user").or(() -> written("username")).orElse("\"fill_in\"")
                        + ", password = \"env:" + variable + "\"");
    }

    private Optional<String> value(String key) {
        return output.flatMap(found -> found.text(key));
    }

    private Optional<String> written(String key) {
        return value(key).map(text -> {
            Matcher variable = VARIABLE.matcher(text);
            if (variable.find()) {
                return "${" + variable.group(1) + "}";
            }
            return text.matches("\\d+") ? text : HoconSection.quoted(text);
        });
    }
}
