package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.Excerpt;

/**
 * The final figures of a recipe as one flat JSON object, {@code "STAGE.FIGURE": number}, such as
 * {@code "dpo.exact_match": 0.71}; those of the whole recipe have no stage.
 */
public final class Summary {
  private static final Pattern KEY = Pattern.compile("[a-z0-9_@-]+(\\.[a-z0-9_@-]+)+");
  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern NAME = Pattern.compile("[a-z0-9_@-]+");

  private final Map<String, Double> figures = new LinkedHashMap<>();

  /** A summary without figures. */
  public Summary() {}

  /**
   * Adds a figure.
   *
   * @param stage the stage of the recipe or the method, of lower-case letters, digits, {@code _},
   *     {@code -} and {@code @}, perhaps in parts with dots between
   * @param figure the figure's name, of the same
   * @param value a finite number
   * @return this summary
   * @throws IllegalArgumentException if a name has other characters, the value is not finite, or
   *     the figure is there already
   */
  public Summary put(String stage, String figure, double value) {
    String key = stage + "." + figure;
    checkArgument(
        KEY.matcher(key).matches(),
        "figure: expected STAGE.FIGURE in lower case, got %s",
        Excerpt.of(key));
    return add(key, value);
  }

  /**
   * Adds a figure of the whole recipe, which is of no stage.
   *
   * @param figure the figure's name, as above and without dots
   * @param value a finite number
   * @return this summary
   * @throws IllegalArgumentException as above
   */
  public Summary put(String figure, double value) {
    checkArgument(
        NAME.matcher(figure).matches(),
        "figure: expected a name in lower case, got %s",
        Excerpt.of(figure));
    return add(figure, value);
  }

  private Summary add(String key, double value) {
    checkArgument(Double.isFinite(value), "%s: expected a finite number, got %s", key, value);
    checkArgument(!figures.containsKey(key), "figure: expected a new one, got %s again", key);
    figures.put(key, value);
    return this;
  }

  /**
   * The figures so far.
   *
   * @return a copy, in the order in which they were added
   */
  public Map<String, Double> figures() {
    return new LinkedHashMap<>(figures);
  }

  /**
   * Writes the figures under a temporary name and moves the file into place.
   *
   * @param path the file, usually {@code OUT/summary.json}
   */
  public void write(Path path) {
    AtomicFiles.write(
        path, out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(figures)));
  }
}
