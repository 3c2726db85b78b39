package org.temper.environments.sandbox.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.temper.environments.sandbox.Isolation;
import org.temper.environments.sandbox.SandboxException;
import org.temper.environments.sandbox.attacks.Trial.Containment;

class AttacksTest {

  /** That unshare contains them, too, the test of the recipe says. */
  @Test
  void everyAttackIsContainedByBubblewrap() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    try (SandboxTrials trials = SandboxTrials.open(Isolation.BUBBLEWRAP)) {
      for (Attack attack : Attack.all()) {
        Trial trial = trials.run(attack);
        softly.assertThat(trial.containment()).as("%s", trial).isEqualTo(Containment.CONTAINED);
      }
    } catch (SandboxException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
    }
    softly.assertAll();
  }

  @Test
  void attacksAreNotTriedWhereNothingIsolates() {
    assertThatThrownBy(() -> SandboxTrials.open(Isolation.UNISOLATED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the attacks would hit this machine");
  }

  @Test
  void attacksHaveNamesOfTheirOwn() {
    assertThat(Attack.all()).extracting(Attack::name).doesNotHaveDuplicates().hasSize(21);
  }
}
