package org.temper.cli.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NamesTest {
  /** What a program that uses Temper imports of DJL: arrays, devices and blocks, no trainers. */
  private static final String[] USED_BESIDE =
      new String[] {
        "ai.djl", "ai.djl.engine", "ai.djl.ndarray", "ai.djl.nn", "ai.djl.training.initializer"
      };

  private static final String[] PROGRAMS =
      new String[] {"org.temper.cli", "org.temper.examples", "org.temper.benchmarks"};

  @Test
  void oneFileCanImportAnyClassOfOursBesideDjls() {
    Set<String> ours = names("org.temper");
    Set<String> programs = names(PROGRAMS);
    ours.removeAll(programs);
    Set<String> djls = names(USED_BESIDE);
    assertThat(ours).hasSizeGreaterThan(200);
    assertThat(djls).contains("Parameter", "Device", "NDArray", "Block");
    assertThat(ours).doesNotContainAnyElementsOf(djls);
  }

  private static Set<String> names(String... packages) {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packages)
            .stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(JavaClass::isTopLevelClass)
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
