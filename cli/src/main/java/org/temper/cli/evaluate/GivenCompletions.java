package org.temper.cli.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;

/**
 * A reader of completions: one JSON object a line, with the text in {@code completion} and the
 * task's key in {@code key}, {@code task_id} or {@code id}; or without keys, one for each task in
 * the order of the data.
 */
final class GivenCompletions {
  private static final List<String> KEYS = List.of("key", "task_id", "id");

  private GivenCompletions() {}

  /** A completion and the task that it names, if it names one. */
  private record Given(Optional<String> key, String completion) {}

  /** Completions by task, in the order of the data. */
  static ListMultimap<String, String> read(Path file, Set<String> tasks) {
    List<Given> all = JsonlReader.read(file, record -> given(record, tasks));
    boolean keyed = all.get(0).key().isPresent();
    if (all.stream().anyMatch(one -> one.key().isPresent() != keyed)) {
      throw new IllegalArgumentException(
          file + ": expected a key in every line or in none, got both");
    }
    List<String> order = ImmutableList.copyOf(tasks);
    if (!keyed && all.size() != order.size()) {
      throw new IllegalArgumentException(
          "%s: expected %s completions, as the data has tasks and no line has a key, got %s; give each"
                  .formatted(file, order.size(), all.size())
              + " line a key otherwise");
    }
    ImmutableListMultimap.Builder<String, String> byTask =
        ImmutableListMultimap.<String, String>builder();
    for (int i = 0; i < all.size(); i++) {
      byTask.put(all.get(i).key().orElse(keyed ? "" : order.get(i)), all.get(i).completion());
    }
    return byTask.build();
  }

  private static Given given(JsonRecord record, Set<String> tasks) {
    Optional<String> field = KEYS.stream().filter(record.fields()::contains).findFirst();
    if (field.isEmpty()) {
      return new Given(Optional.empty(), record.text("completion"));
    }
    String key = record.json(field.get()).map(JsonNode::asText).orElse("");
    if (!tasks.contains(key)) {
      throw record.malformed(
          field.get(), "expected the key of a task in --data, got " + Excerpt.of(key));
    }
    return new Given(Optional.of(key), record.text("completion"));
  }
}
