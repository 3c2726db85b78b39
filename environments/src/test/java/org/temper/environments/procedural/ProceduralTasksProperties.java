package org.temper.environments.procedural;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.rollouts.Verdict.Passed;

class ProceduralTasksProperties {

  @Provide
  Arbitrary<TaskFamily> families() {
    return Arbitraries.of(ProceduralTasks.families());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> odd =
        Arbitraries.strings().withChars("0123456789-+.,:/ ()[]{}*?\\|^$`'\";_ABCabc\n").ofMaxLength(60);
    return Arbitraries.oneOf(odd, Arbitraries.strings().all().ofMaxLength(200));
  }

  @Property(tries = 1000)
  void anyTextIsSurvived(@ForAll("families") TaskFamily family, @ForAll("texts") String text) {
    Puzzle puzzle = ProceduralTasks.of(family, 1, family.hardest()).task(0).data();
    assertThat(ProceduralTasks.verifier().verify(puzzle, text)).isNotNull();
  }

  @Property(tries = 1000)
  void aGoldAnswerWithACharacterLessSaysWhetherItIsRight(
      @ForAll("families") TaskFamily family, @ForAll int seed, @ForAll int cut) {
    Puzzle puzzle = ProceduralTasks.of(family, seed, 1).task(0).data();
    String gold = puzzle.gold();
    int at = Math.floorMod(cut, gold.length());
    String text = gold.substring(0, at) + gold.substring(at + 1);
    // Only blanks, commas and what is said twice may be missing.
    if (ProceduralTasks.verifier().verify(puzzle, text).equals(new Passed())
        && !family.name().equals("regex")
        && !family.name().equals("sql")) {
      assertThat(letters(text)).isEqualTo(letters(gold));
    }
  }

  private static String letters(String text) {
    return text.chars()
        .filter(Character::isLetterOrDigit)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
