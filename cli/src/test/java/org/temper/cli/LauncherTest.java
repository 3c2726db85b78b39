package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
            "evaluate",
            "calibrate",
            "calibration-tune",
            "off-policy",
            "merge",
            "tracks",
            "reverify",
            "generate",
            "show",
            "recommend",
            "rejection",
            "a-sft",
            "sandbox-check",
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
        "calibration-tune",
        "tracks",
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
            "RECIPE: expected one of [a-sft, calibrate, calibration-tune, chat, dpo, evaluate, generate, grpo, inspect, merge, midtrain, off-policy, one-rec, ppo, pretrain,"
                + " quickstart, recommend, rejection, reverify, reward, sandbox-check, semantic-ids, sft, show, tracks]");
  }

  @Test
  void theLauncherTellsItsVersion() {
    assertThat(Run.of("--version").succeeds().out())
        .startsWith("temper ")
        .contains("DJL 0.", "Java");
  }

  @Test
  void devicesAndFormatsHaveTheNamesThatPeersUse() {
    for (String format : List.of("bf16", "BF16", "bfloat16", "fp32", "float32", "auto")) {
      assertThat(
              Launcher.commandLine()
                  .parseArgs("generate", "--model", "M", "--precision", format)
                  .subcommand()
                  .<Object>matchedOptionValue("--precision", null))
          .as(format)
          .hasToString(
              format.equals("auto") ? "AUTO" : format.contains("32") ? "FLOAT32" : "BFLOAT16");
    }
    Run.of("generate", "--model", "M", "--device", "cuda").failsWith("GPUs that PyTorch sees here");
  }
}
