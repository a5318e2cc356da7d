package io.alluvium.run;

import io.alluvium.config.HoconSection;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.ProjectReader;
import io.alluvium.export.ExportSpec;
import io.alluvium.export.Exports;
import io.alluvium.source.SourceSpec;
import io.alluvium.sources.SourceTypes;
import java.util.ArrayList;
import java.util.List;

/** Reads what a project's configuration declares, each section by those who know its keys. */
final class DeclaredProject {
    private DeclaredProject() {}

    /**
     * Reads neither models nor warehouse.
     *
     * @param written gets the sections of the sources
     * @throws io.alluvium.failure.AlluviumException with every problem found
     */
    static OpenProject.Declared read(ProjectReader.Request request, SourceTypes types, List<HoconSection> written) {
        List<SourceSpec> sources = new ArrayList<>();
        List<ExportSpec> exports = new ArrayList<>();
        ProjectConfig project = ProjectReader.read(
                request,
                (directory, sections) -> {
                    written.addAll(sections);
                    sources.addAll(types.read(directory, sections));
                },
                (directory, sections) -> exports.addAll(Exports.read(directory, sections, types)));
        return new OpenProject.Declared(project, sources, exports);
    }
}
