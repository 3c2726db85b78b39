package org.temper.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.cli.help.GroupedHelp;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class HelpTest {
  private static final Pattern HEADING = Pattern.compile("^[A-Z][^\\n]*:$", Pattern.MULTILINE);

  /** The recipe that takes no model and no data. */
  private static final String WITHOUT_DATA = "sandbox-check";

  private static final GroupedHelp HELP = GroupedHelp.read();

  private static Stream<String> recipes() {
    return Launcher.commandLine().getSubcommands().keySet().stream().sorted();
  }

  private static CommandLine recipe(String name) {
    return requireNonNull(Launcher.commandLine().getSubcommands().get(name));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void optionsStandUnderHeadingsOnce(String recipe) {
    String help = Run.of(recipe, "--help").succeeds().out();
    List<String> headings = HEADING.matcher(help).results().map(MatchResult::group).toList();
    assertThat(headings).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    if (!recipe.equals(WITHOUT_DATA)) {
      assertThat(headings).anyMatch(heading -> heading.startsWith("Model and data, as in --"));
    }
    for (OptionSpec option : recipe(recipe).getCommandSpec().options()) {
      String shown = option.arity().max() == 0 ? option.longestName() : option.longestName() + "=";
      assertThat(
              help.lines()
                  .filter(line -> line.strip().replaceFirst("^[*] *", "").startsWith(shown)))
          .as(shown)
          .hasSizeLessThan(2);
      assertThat(help).contains(option.negatable() ? option.longestName().substring(2) : shown);
    }
    assertThat(help).contains("For example:", "  temper " + recipe);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void eachOptionHasAnExampleThatIsUnderstood(String recipe) {
    List<String> whole = HELP.example(recipe);
    CommandLine launcher = Launcher.commandLine();
    CommandLine commandLine = requireNonNull(launcher.getSubcommands().get(recipe));
    List<String> refused = new ArrayList<>();
    for (OptionSpec option : commandLine.getCommandSpec().options()) {
      assertThat(HELP.example(recipe, option))
          .as("options.txt lists %s of %s", option.longestName(), recipe)
          .isPresent();
      if (option.longestName().equals("--device") || whole.contains(option.longestName())) {
        continue;
      }
      List<String> words = new ArrayList<>(whole);
      words.addAll(HELP.example(recipe, option).orElseThrow());
      understand(launcher, words, refused);
    }
    understand(launcher, whole, refused);
    assertThat(refused).isEmpty();
  }

  private static void understand(CommandLine launcher, List<String> words, List<String> refused) {
    try {
      launcher.parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      refused.add(words + ": " + e.getMessage());
    }
  }
}
