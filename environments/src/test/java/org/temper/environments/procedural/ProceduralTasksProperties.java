package org.temper.environments.procedural;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.rollouts.Verdict;

class ProceduralTasksProperties {
  private static final Map<TaskFamily, Puzzle> HARDEST =
      Maps.toMap(
          ProceduralTasks.families(),
          family -> ProceduralTasks.of(family, 1, family.hardest()).task(0).data());

  @Provide
  Arbitrary<TaskFamily> families() {
    return Arbitraries.of(ProceduralTasks.families());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> odd =
        Arbitraries.strings()
            .withChars("0123456789-+.,:/ ()[]{}*?\\|^$`'\";_ABCabc\n")
            .ofMaxLength(60);
    return Arbitraries.oneOf(odd, Arbitraries.strings().all().ofMaxLength(200));
  }

  @Property(tries = 1000)
  void anyTextIsSurvived(@ForAll("families") TaskFamily family, @ForAll("texts") String text) {
    Verdict verdict = ProceduralTasks.verifier().verify(HARDEST.get(family), text);
    assertThat(verdict).isNotInstanceOf(Verdict.Unverified.class);
  }
}
