package org.temper.cli.tracks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.temper.cli.text.ShippedModel;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;

/**
 * The start of an example: a shipped base after demonstrations.
 *
 * @param base the base
 * @param stage shows it demonstrations
 */
public record TracksStart(ShippedModel base, Stage stage) {

  /** A supervised stage on demonstrations. */
  @FunctionalInterface
  interface Stage {

    /**
     * Shows demonstrations to a model.
     *
     * @param model what is trained
     * @param count how many, at least 1
     * @param origins what the model is
     * @param out where the stage writes; what is there already is gone on with
     * @param seed decides the demonstrations and their order
     * @return what was recorded
     */
    Trained show(LanguageModel model, int count, Origins origins, Path out, long seed);
  }

  /**
   * Makes the start, unless it is there.
   *
   * @param shown how many demonstrations, at least 1
   * @param out the directory of the start
   * @param seed decides the demonstrations and their order
   * @param decoder how the model runs
   * @return the directory of the model
   * @throws IOException if a file cannot be read or written
   */
  public Path make(int shown, Path out, long seed, DecoderOptions decoder) throws IOException {
    Path made = out.resolve("model");
    if (Files.isDirectory(made)) {
      return made;
    }
    Origins origins = Origins.none().withModel("base", base.origin());
    try (LanguageModel model = base.load(decoder)) {
      Trained trained = stage.show(model, shown, origins, out, seed);
      model.save(made, origins.saving(LanguageTracks.RECIPE, trained.identity()));
    }
    return made;
  }
}
