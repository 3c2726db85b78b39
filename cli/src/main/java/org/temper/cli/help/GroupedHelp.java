package org.temper.cli.help;

import static java.util.Objects.requireNonNull;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The {@code --help} of recipes: options under headings, an example beside each heading, and one of
 * the whole recipe at the end. Which option is where is said in {@code options.txt} beside this
 * class, recipes in {@code examples.txt}; an option that is not listed stands under the last
 * heading.
 */
public final class GroupedHelp {
  /** How many options an example shows. */
  private static final int SHOWN = 2;

  private static final String COMMENT = "#";
  private static final String INDENT = "  ";
  private static final String OTHERS = "Others";
  private static final Splitter WORDS = Splitter.on(' ');

  private final ImmutableMap<String, String> headings;
  private final ImmutableMap<String, String> values;
  private final ImmutableMap<String, String> recipes;

  private GroupedHelp(
      ImmutableMap<String, String> headings,
      ImmutableMap<String, String> values,
      ImmutableMap<String, String> recipes) {
    this.headings = headings;
    this.values = values;
    this.recipes = recipes;
  }

  /**
   * The help of all recipes.
   *
   * @return what the resources say
   */
  public static GroupedHelp read() {
    ImmutableMap.Builder<String, String> headings = ImmutableMap.builder();
    ImmutableMap.Builder<String, String> values = ImmutableMap.builder();
    String heading = OTHERS;
    for (String line : lines("options.txt")) {
      if (!line.startsWith(INDENT)) {
        heading = line;
      } else {
        List<String> words = WORDS.limit(2).splitToList(line.strip());
        String option = words.get(0);
        headings.put(option, heading);
        values.put(option, words.size() > 1 ? words.get(1) : "");
      }
    }
    Map<String, String> recipes =
        lines("examples.txt").stream()
            .collect(Collectors.toMap(line -> WORDS.splitToList(line).get(0), line -> line));
    return new GroupedHelp(
        headings.buildOrThrow(), values.buildOrThrow(), ImmutableMap.copyOf(recipes));
  }

  /**
   * Lets recipes show their options so.
   *
   * @param launcher the command whose subcommands are the recipes
   */
  public void applyTo(CommandLine launcher) {
    for (CommandLine recipe : launcher.getSubcommands().values()) {
      recipe.getCommandSpec().usageMessage().abbreviateSynopsis(true).requiredOptionMarker('*');
      recipe.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, this::options);
      recipe.getHelpSectionMap().put(SECTION_KEY_FOOTER, this::footer);
    }
  }

  /**
   * An option as an example gives it.
   *
   * @param recipe the recipe's name
   * @param option an option of it
   * @return the option and its value where it takes one; empty where there is no example
   */
  public Optional<List<String>> example(String recipe, OptionSpec option) {
    return listed(values, recipe, option.longestName())
        .map(
            value ->
                value.isEmpty()
                    ? ImmutableList.of(option.longestName())
                    : ImmutableList.of(option.longestName(), value));
  }

  /**
   * A whole recipe as an example gives it.
   *
   * @param recipe the recipe's name
   * @return what follows {@code temper} on the command line
   */
  public List<String> example(String recipe) {
    return WORDS.splitToList(requireNonNull(recipes.get(recipe), recipe));
  }

  /** What is said of a recipe's option, else of the option wherever it is. */
  private static Optional<String> listed(
      ImmutableMap<String, String> map, String recipe, String option) {
    return Optional.ofNullable(map.get(recipe + "/" + option))
        .or(() -> Optional.ofNullable(map.get(option)));
  }

  private String options(Help help) {
    CommandSpec recipe = help.commandSpec();
    StringBuilder text = new StringBuilder();
    grouped(recipe)
        .forEach(
            (heading, options) -> {
              String example = example(recipe.name(), options);
              text.append(String.format("%n%s%s:%n", heading, example));
              Layout layout =
                  help.createDefaultLayout(recipe.options(), List.of(), help.colorScheme());
              layout.addAllOptions(options, help.parameterLabelRenderer());
              text.append(layout);
            });
    return text.toString();
  }

  /** The options of a recipe by heading, in the order of the resource. */
  private Map<String, List<OptionSpec>> grouped(CommandSpec recipe) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    headings.values().forEach(heading -> groups.put(heading, new ArrayList<>()));
    groups.put(OTHERS, new ArrayList<>());
    for (OptionSpec option : recipe.options()) {
      String heading = listed(headings, recipe.name(), option.longestName()).orElse(OTHERS);
      requireNonNull(groups.get(heading)).add(option);
    }
    groups.values().removeIf(List::isEmpty);
    return groups;
  }

  private String example(String recipe, List<OptionSpec> options) {
    String shown =
        options.stream()
            .flatMap(option -> example(recipe, option).stream())
            .limit(SHOWN)
            .map(words -> String.join(" ", words))
            .collect(Collectors.joining(" "));
    return shown.isEmpty() || shown.equals("--help") ? "" : ", as in " + shown;
  }

  private String footer(Help help) {
    return String.format(
        "%nOptions with * must be given. For example:%n  temper %s%n",
        recipes.get(help.commandSpec().name()));
  }

  private static List<String> lines(String resource) {
    try (InputStream in = requireNonNull(GroupedHelp.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith(COMMENT))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
