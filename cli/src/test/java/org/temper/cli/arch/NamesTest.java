package org.temper.cli.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NamesTest {
  /** What a program that uses Temper imports of DJL: arrays, devices and blocks, no trainers. */
  private static final Pattern USED_BESIDE =
      Pattern.compile(
          "ai\\.djl(\\.engine|\\.ndarray.*|\\.nn.*|\\.util|\\.training\\.initializer)?");

  private static final Pattern LIBRARY =
      Pattern.compile("org\\.temper\\.(?!cli|examples|benchmarks).*");

  @Test
  void oneFileCanImportAnyClassOfOursBesideDjls() {
    Set<String> ours = names("org.temper", LIBRARY);
    Set<String> djls = names("ai.djl", USED_BESIDE);
    assertThat(ours).hasSizeGreaterThan(200);
    assertThat(djls).contains("Parameter", "Device", "NDArray", "Block");
    assertThat(ours).doesNotContainAnyElementsOf(djls);
  }

  private static Set<String> names(String root, Pattern packages) {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root)
            .stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> packages.matcher(type.getPackageName()).matches())
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
