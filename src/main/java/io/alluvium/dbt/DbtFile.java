package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Template;
import io.alluvium.domain.Place;
import java.util.List;
import java.util.Objects;

/**
 * A file of a dbt project that holds a template.
 *
 * @param label its path within the project
 * @param folders between the folder of its kind and the file
 * @param name without ending
 */
record DbtFile(String label, List<String> folders, String name, String text) {
    DbtFile {
        folders = List.copyOf(folders);
        Objects.requireNonNull(text, "text");
    }

    Place place() {
        return new Place(label, 0);
    }

    Place place(int line) {
        return new Place(label, line);
    }

    Template template() {
        return Template.of(label, text);
    }
}
