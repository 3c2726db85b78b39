package org.temper.cli.semantic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.training.TextTable;
import org.temper.models.semantic.Reconstruction;
import org.temper.models.semantic.SemanticIdStatistics;
import org.temper.models.semantic.SemanticIdStatistics.Level;

/**
 * Figures of items' semantic ids, as a table or as JSON.
 *
 * @param before of the quantizer's ids
 * @param after of the ids that are written
 * @param reconstruction of the vectors
 * @param items how many there are
 * @param width the length of a vector
 */
public record SemanticFigures(
    SemanticIdStatistics before,
    SemanticIdStatistics after,
    Reconstruction reconstruction,
    int items,
    int width) {

  /**
   * Counts.
   *
   * @param vectors the items' vectors
   * @param quantized what the quantizer made of them
   * @param written the ids that are written
   * @return the figures
   */
  public static SemanticFigures of(Embeddings vectors, Quantized quantized, SemanticIds written) {
    return new SemanticFigures(
        SemanticIdStatistics.of(quantized.ids()),
        SemanticIdStatistics.of(written),
        Reconstruction.of(vectors, quantized.reconstructed()),
        vectors.rows(),
        vectors.width());
  }

  /**
   * The figures by name; those of levels begin with {@code level_} and the number from 1.
   *
   * @return a flat object
   */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("items", items).put("width", width);
    for (int i = 0; i < after.levels().size(); i++) {
      Level level = after.levels().get(i);
      String name = "level_" + (i + 1) + ".";
      json.put(name + "codes", level.codes())
          .put(name + "used", level.used())
          .put(name + "entropy", level.entropy())
          .put(name + "perplexity", level.perplexity())
          .put(name + "largest", level.largest());
    }
    json.put("reconstruction.relative_squared_error", reconstruction.relativeSquaredError())
        .put("reconstruction.cosine", reconstruction.cosine());
    put(json, "before", before);
    put(json, "after", after);
    return json;
  }

  private static void put(ObjectNode json, String when, SemanticIdStatistics statistics) {
    json.put("sharing." + when, statistics.sharingItems())
        .put("collisions." + when, statistics.collisionRate())
        .put("largest_group." + when, statistics.largestGroup());
  }

  /**
   * The figures for a terminal.
   *
   * @return tables and lines
   */
  public String text() {
    TextTable table =
        new TextTable(List.of("level", "codes", "used", "entropy", "perplexity", "largest"));
    for (int i = 0; i < after.levels().size(); i++) {
      Level level = after.levels().get(i);
      table.add(
          List.of(
              Integer.toString(i + 1) + (i >= before.levels().size() ? " (de-duplication)" : ""),
              Integer.toString(level.codes()),
              Integer.toString(level.used()),
              TextTable.number(level.entropy()),
              TextTable.number(level.perplexity()),
              Integer.toString(level.largest())));
    }
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%,d items, vectors of %d numbers", items, width));
    lines.add(table.toString().stripTrailing());
    lines.add(
        String.format(
            "reconstruction: relative squared error %.4f, cosine %.4f",
            reconstruction.relativeSquaredError(), reconstruction.cosine()));
    lines.add(sharing("before", before));
    lines.add(sharing("after", after));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String sharing(String when, SemanticIdStatistics statistics) {
    return String.format(
        "items that share an id %s de-duplication: %.2f %% (largest group %d)",
        when, 100 * statistics.sharingItems(), statistics.largestGroup());
  }
}
