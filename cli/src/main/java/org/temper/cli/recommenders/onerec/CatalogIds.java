package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.semantic.SemanticIdFile;
import org.temper.interactions.Names;
import org.temper.models.semantic.Deduplication;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for semantic ids that are there already, of the items of a log. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CatalogIds {

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description =
          "with --data: the items' semantic ids, as semantic-ids, LETTER and MiniOneRec write them"
              + " (index.json)")
  private @Nullable Path ids;

  @Option(
      names = "--item-names",
      paramLabel = "FILE",
      description =
          "with --ids: what the log calls the items 0, 1, … of that file, one name a line (default:"
              + " it calls them by these numbers)")
  private @Nullable Path names;

  /** Refuses what has no effect, and asks for what is missing. */
  void check(CommandSpec spec, boolean logIsGiven) {
    if (!logIsGiven) {
      Inapplicable.check(spec, "without --data", "--ids", "--item-names");
    }
    checkArgument(
        !logIsGiven || ids != null,
        "--ids: expected the semantic ids of the items of --data, got none; semantic-ids makes"
            + " them of texts or vectors");
  }

  /** Reads the ids of a log's items, in its order; where several share one, another level tells. */
  SemanticIds read(Names items) throws IOException {
    SemanticIds all = SemanticIdFile.read(requireNonNull(ids));
    Map<String, Integer> numbers = numbers(all.items());
    List<ImmutableIntArray> paths =
        items.asList().stream().map(name -> all.path(number(numbers, name, all.items()))).toList();
    return Deduplication.number(SemanticIds.of(Catalogs.sizes(all), paths));
  }

  private Map<String, Integer> numbers(int count) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    if (names == null) {
      IntStream.range(0, count).forEach(item -> numbers.put(Integer.toString(item), item));
      return numbers;
    }
    List<String> lines = Files.readAllLines(names);
    checkArgument(
        lines.size() == count,
        "--item-names: expected %s lines, one for each item of --ids, got %s",
        count,
        lines.size());
    for (String line : lines) {
      checkArgument(
          numbers.put(line.strip(), numbers.size()) == null,
          "--item-names: expected each name once, got %s twice",
          Excerpt.of(line));
    }
    return numbers;
  }

  private static int number(Map<String, Integer> numbers, String name, int count) {
    Integer number = numbers.get(name);
    checkArgument(
        number != null,
        "--ids: expected an id of every item of the log, got %s of them and none of %s;"
            + " --item-names says what the log calls them",
        count,
        Excerpt.of(name));
    return number;
  }
}
