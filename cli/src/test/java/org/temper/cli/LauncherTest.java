package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  @Test
  void theLauncherTellsItsRecipes() {
    assertThat(Run.of("--help").succeeds().out())
        .contains(
            "quickstart",
            "pretrain",
            "sft",
            "dpo",
            "reward",
            "ppo",
            "grpo",
            "generate",
            "show",
            "recommend",
            "a-sft",
            "exec.args");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "pretrain",
        "sft",
        "dpo",
        "reward",
        "ppo",
        "grpo",
        "generate",
        "recommend",
        "a-sft"
      })
  void eachRecipeTellsItsOptions(String recipe) {
    assertThat(Run.of(recipe, "--help").succeeds().out())
        .startsWith("Usage: temper " + recipe)
        .contains("--device", "--seed", "--help");
  }

  @Test
  void withoutARecipeTheCommandLineAsksForOne() {
    Run.of()
        .failsWith(
            "RECIPE: expected one of [a-sft, dpo, generate, grpo, ppo, pretrain, quickstart, recommend,"
                + " reward, sft, show]");
  }
}
