package io.alluvium.deploy;

import io.alluvium.config.DeployConfig;
import io.alluvium.config.ProjectConfig;
import io.alluvium.source.Needs;
import io.alluvium.spark.SparkLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of run on one kind of cluster: where its parts lie there, and what it is told. {@link JobCheck} makes only those whose
 * parts the cluster can reach.
 *
 * @param jar the job jar as the cluster finds it
 * @param folder the project as the cluster finds it
 * @param needs of all sources
 */
record Job(Deployment.Asked asked, DeployConfig deploy, String jar, String folder, Needs needs) {
    static final String MAIN = "io.alluvium.Main";

    private static final Pattern LINE = Pattern.compile("-spark-(?<line>[0-9]+\\.[0-9]+)\\.jar$");

    ProjectConfig config() {
        return asked.config();
    }

    /** As clusters take names: lower case letters, digits and dashes. */
    String name() {
        return config().name().replace('_', '-').replaceFirst("-+$", "");
    }

    /** The role of the run: by default none that another project has, whose rights would be this one's too. */
    String role(Optional<String> written) {
        return written.orElse("alluvium-" + name());
    }

    /** The line of Spark that a job jar of this name is for. */
    static SparkLine line(String jar) {
        Matcher line = LINE.matcher(jar);
        return line.find() ? SparkLine.of(line.group("line")).orElseGet(SparkLine::built) : SparkLine.V4_2;
    }

    SparkLine line() {
        return line(jar);
    }

    /** That submits what was printed, from this machine. */
    List<String> ownCommand() {
        List<String> words = new ArrayList<>(
                List.of("alluvium", "deploy", "--target", asked.target().word(), "--submit"));
        words.addAll(
                List.of("--project", asked.origin().orElse(config().directory().toString())));
        words.addAll(asked.passed());
        asked.key().ifPresent(key -> words.addAll(List.of("--key", key.text())));
        if (!asked.options().isEmpty()) {
            words.add("--");
            words.addAll(asked.options());
        }
        return List.copyOf(words);
    }

    /** What {@code alluvium} is told. */
    List<String> arguments() {
        return arguments(asked.key().map(Object::toString), asked.at().map(Object::toString));
    }

    List<String> arguments(Optional<String> key, Optional<String> time) {
        List<String> arguments = new ArrayList<>(List.of("run", "--project", folder));
        arguments.addAll(asked.passed());
        key.ifPresent(text -> arguments.addAll(List.of("--key", text)));
        time.ifPresent(text -> arguments.addAll(List.of("--at", text)));
        arguments.addAll(deploy.options());
        arguments.addAll(asked.options());
        return List.copyOf(arguments);
    }

    /** How large driver and executors are, and what the project sets. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.driver.cores", String.valueOf(deploy.driver().cores()));
        settings.put("spark.driver.memory", deploy.driver().memory());
        settings.put(
                "spark.executor.instances", String.valueOf(deploy.executors().instances()));
        settings.put(
                "spark.executor.cores", String.valueOf(deploy.executors().size().cores()));
        settings.put("spark.executor.memory", deploy.executors().size().memory());
        settings.putAll(deploy.spark());
        return settings;
    }

    private List<String> packages() {
        List<String> packages = new ArrayList<>(List.of(line().delta()));
        asked.sources().stream()
                .flatMap(source -> source.libraries().stream())
                .distinct()
                .forEach(packages::add);
        return packages;
    }

    /** Options of spark-submit that bring Delta and drivers, and one for each setting. */
    List<String> submitOptions() {
        List<String> options = new ArrayList<>(List.of("--class", MAIN));
        if (deploy.jars().isEmpty()) {
            options.addAll(List.of("--packages", String.join(",", packages())));
        } else {
            options.addAll(List.of("--jars", String.join(",", deploy.jars())));
        }
        settings().forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
        return List.copyOf(options);
    }
}
