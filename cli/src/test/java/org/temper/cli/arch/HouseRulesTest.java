package org.temper.cli.arch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.temper");

  private static final String PLANTED = "org.temper.cli.arch.planted";

  /** Which class under the planted packages breaks which rule. */
  private static final Map<String, String> CULPRITS =
      Map.ofEntries(
          Map.entry("modulesUseOnlyWhatTheyMay", "losses.UsesSamplers"),
          Map.entry("algorithmsUseNoOtherAlgorithm", "algorithms.sft.UsesDpo"),
          Map.entry("packagesFormNoCycle", "models.parts.UsesWhole"),
          Map.entry("onlyModelsKnowTheEngine", "samplers.UsesEngine"),
          Map.entry("trainersSeeNoGradientCollector", "algorithms.sft.SeesCollector"),
          Map.entry("signaturesHaveNoFlags", "samplers.Flagged"),
          Map.entry("namesSayWhatAClassIs", "samplers.DrawUtils"),
          Map.entry("onlyProgramsPrint", "samplers.Prints"),
          Map.entry("lossesAreStatic", "losses.CountingLosses"),
          Map.entry("packagesAreNullMarked", "unmarked.Unmarked"),
          Map.entry("trainersAreFinal", "algorithms.sft.OpenTrainer"),
          Map.entry("implementationIsNotInherited", "samplers.Inherits"));

  private static Stream<String> rules() {
    return new HouseRules("org.temper").all().keySet().stream().sorted();
  }

  private static ArchRule rule(String root, String name) {
    return requireNonNull(new HouseRules(root).all().get(name));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theHouseKeepsTheRule(String name) {
    rule("org.temper", name).check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void thePlantedViolationIsCaught(String name) {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    assertThat(rule(PLANTED, name).evaluate(planted).getFailureReport().getDetails())
        .isNotEmpty()
        .allSatisfy(detail -> assertThat(detail).contains(PLANTED + "." + CULPRITS.get(name)));
  }

  @Test
  void allModulesThatAreNotOnlyBuiltAreSeen() {
    for (String module :
        new String[] {
          "api",
          "losses",
          "data",
          "interactions",
          "evaluation",
          "samplers",
          "environments",
          "models",
          "algorithms",
          "reporting",
          "testkit",
          "cli"
        }) {
      assertThat(HOUSE.stream().map(type -> type.getPackageName() + "."))
          .as(module)
          .anyMatch(name -> name.startsWith("org.temper." + module + "."));
    }
  }
}
