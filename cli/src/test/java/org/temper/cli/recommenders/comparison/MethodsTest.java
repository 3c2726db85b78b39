package org.temper.cli.recommenders.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Methods are compared with as many choices each. */
class MethodsTest {
  private static final List<Method> ALL = Methods.of(Methods.names());

  @Test
  void everyMethodHasAGridOfThree() {
    assertThat(ALL).allSatisfy(method -> assertThat(method.grid().values()).hasSize(3));
    assertThat(Methods.names()).doesNotHaveDuplicates();
  }

  @Test
  void everyFamilyWithABaselineHasARowForEach() {
    for (String family : List.of("a-sft", "awr", "crr", "cql", "exp-reward", "item-tilt")) {
      for (String baseline : List.of("user", "item", "user-item", "all", "value")) {
        assertThat(Methods.names()).contains(family + "-" + baseline);
      }
    }
  }

  @Test
  void worldsAreComparedWithAsManyBaselinesOfEachFamily() {
    List<Method> ofWorlds = Methods.of(Methods.ofWorlds());
    assertThat(rows(ofWorlds, "a-sft")).containsExactly("a-sft", "a-sft-user-item", "a-sft-value");
    assertThat(rows(ofWorlds, "crr")).containsExactly("crr", "crr-user", "crr-user-item");
    assertThat(rows(ofWorlds, "exp-reward"))
        .containsExactly("awac", "exp-reward", "exp-reward-user", "exp-reward-user-item");
  }

  @Test
  void theUsualRowsAreAmongAllAndVariantsAreNot() {
    assertThat(Methods.names()).containsAll(Methods.usual()).containsAll(Methods.ofWorlds());
    assertThat(Methods.usual()).hasSize(19).doesNotContain("crr-user", "a-sft-control");
  }

  @Test
  void aSettingThatIsGivenIsNotSearchedFor() {
    List<Method> methods = Methods.of(List.of("a-sft", "crr"), Map.of("a-sft", 0.3));
    assertThat(methods)
        .extracting(method -> method.name() + method.grid().values().size())
        .containsExactly("cloning3", "a-sft1", "crr3");
  }

  private static Set<String> rows(List<Method> methods, String family) {
    return methods.stream()
        .filter(method -> method.family().equals(family))
        .map(Method::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
