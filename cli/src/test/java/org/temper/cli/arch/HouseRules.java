package org.temper.cli.arch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * Arrows and habits of the house, for whatever packages lie under a root: the real ones, or planted
 * ones that break each rule.
 *
 * @param root the package above {@code api}, {@code losses} and the others
 */
record HouseRules(String root) {
  private static final Set<String> MODULES =
      Set.of(
          "api",
          "losses",
          "data",
          "interactions",
          "evaluation",
          "samplers",
          "environments",
          "mcp",
          "minilm",
          "models",
          "serving",
          "algorithms",
          "reporting",
          "testkit",
          "examples",
          "cli",
          "benchmarks");

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("losses", Set.of()),
          Map.entry("data", Set.of("api")),
          Map.entry("interactions", Set.of("api", "data")),
          Map.entry("evaluation", Set.of("api", "data", "interactions", "samplers")),
          Map.entry("samplers", Set.of("api", "data")),
          Map.entry("environments", Set.of("api", "data", "samplers")),
          Map.entry("mcp", Set.of("data", "environments")),
          Map.entry("minilm", Set.of("api")),
          Map.entry("models", Set.of("api", "data")),
          Map.entry("serving", Set.of("api")),
          Map.entry("algorithms", Set.of("api", "losses", "samplers", "data")),
          Map.entry("reporting", Set.of("api", "losses", "samplers", "data", "algorithms")),
          Map.entry("testkit", Set.of("api", "losses")));

  /** Packages of algorithms that others share: the loop, and the parts of a family. */
  private static final Set<String> SHARED =
      Set.of("run", "metrics", "checkpoints", "rollouts", "policygradient", "logged");

  private String module(String name) {
    return root + "." + name + "..";
  }

  ArchRule modulesUseOnlyWhatTheyMay() {
    List<ArchRule> arrows = new ArrayList<>();
    MAY_USE.forEach(
        (module, allowed) -> {
          String[] forbidden =
              MODULES.stream()
                  .filter(other -> !other.equals(module) && !allowed.contains(other))
                  .map(this::module)
                  .toArray(String[]::new);
          arrows.add(
              noClasses()
                  .that()
                  .resideInAPackage(module(module))
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(forbidden)
                  .allowEmptyShould(true));
        });
    return CompositeArchRule.of(arrows);
  }

  ArchRule algorithmsUseNoOtherAlgorithm() {
    return SlicesRuleDefinition.slices()
        .matching(root + ".algorithms.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            alwaysTrue(),
            resideInAnyPackage(
                SHARED.stream().map(name -> module("algorithms." + name)).toArray(String[]::new)));
  }

  ArchRule packagesFormNoCycle() {
    return SlicesRuleDefinition.slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  ArchRule onlyModelsKnowTheEngine() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(module("models"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.pytorch..");
  }

  ArchRule trainersSeeNoGradientCollector() {
    return noClasses()
        .that()
        .resideInAPackage(module("algorithms"))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("ai.djl.training.GradientCollector");
  }

  ArchRule signaturesHaveNoFlags() {
    return noMethods()
        .that()
        .arePublic()
        .and(describe("are of our own making", this::isOurs))
        .should()
        .haveRawParameterTypes(
            describe(
                "with a boolean among them",
                types -> types.stream().anyMatch(type -> type.isEquivalentTo(boolean.class))));
  }

  /** Whether no library prescribes the method's signature. */
  private boolean isOurs(JavaMethod method) {
    String[] parameters =
        method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    return Stream.concat(
            method.getOwner().getAllRawSuperclasses().stream(),
            method.getOwner().getAllRawInterfaces().stream())
        .filter(type -> !type.getPackageName().startsWith(root))
        .noneMatch(type -> type.tryGetMethod(method.getName(), parameters).isPresent());
  }

  ArchRule namesSayWhatAClassIs() {
    return noClasses().should().haveNameMatching(".*(Base|Impl|Utils?|Manager|Helper)");
  }

  ArchRule onlyProgramsPrint() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(module("examples"), module("cli"), module("benchmarks"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }

  ArchRule lossesAreStatic() {
    DescribedPredicate<JavaMember> ofFunctions =
        describe(
            "of classes of functions",
            member -> !member.getOwner().isRecord() && !member.getOwner().isEnum());
    return CompositeArchRule.of(
            methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(module("losses"))
                .and(ofFunctions)
                .should()
                .beStatic())
        .and(
            fields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(module("losses"))
                .should()
                .beFinal()
                .allowEmptyShould(true));
  }

  ArchRule packagesAreNullMarked() {
    return classes()
        .should(
            check(
                "be in a package that is @NullMarked",
                type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
  }

  ArchRule trainersAreFinal() {
    return classes()
        .that()
        .haveSimpleNameEndingWith("Trainer")
        .and()
        .areNotInterfaces()
        .should()
        .haveModifier(JavaModifier.FINAL);
  }

  ArchRule implementationIsNotInherited() {
    return classes()
        .should(
            check(
                "extend no class of the house",
                type ->
                    type.getRawSuperclass()
                            .map(parent -> !parent.getPackageName().startsWith(root))
                            .orElse(true)
                        // The bodies of an enum's constants are classes too.
                        || type.getRawSuperclass().orElseThrow().isEnum()));
  }

  /** All rules by what they say. */
  Map<String, ArchRule> all() {
    return Map.ofEntries(
        Map.entry("modulesUseOnlyWhatTheyMay", modulesUseOnlyWhatTheyMay()),
        Map.entry("algorithmsUseNoOtherAlgorithm", algorithmsUseNoOtherAlgorithm()),
        Map.entry("packagesFormNoCycle", packagesFormNoCycle()),
        Map.entry("onlyModelsKnowTheEngine", onlyModelsKnowTheEngine()),
        Map.entry("trainersSeeNoGradientCollector", trainersSeeNoGradientCollector()),
        Map.entry("signaturesHaveNoFlags", signaturesHaveNoFlags()),
        Map.entry("namesSayWhatAClassIs", namesSayWhatAClassIs()),
        Map.entry("onlyProgramsPrint", onlyProgramsPrint()),
        Map.entry("lossesAreStatic", lossesAreStatic()),
        Map.entry("packagesAreNullMarked", packagesAreNullMarked()),
        Map.entry("trainersAreFinal", trainersAreFinal()),
        Map.entry("implementationIsNotInherited", implementationIsNotInherited()));
  }

  private static ArchCondition<JavaClass> check(String description, Predicate<JavaClass> holds) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!holds.test(type)) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " does not " + description));
        }
      }
    };
  }
}
