package org.temper.cli.tracks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.temper.cli.arithmetic.BaseModel;
import org.temper.cli.rl.Demonstrations;
import org.temper.cli.training.Origins;
import org.temper.cli.training.Trained;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;

/** The start of an example: the shipped base after its demonstrations. */
public final class TracksStart {
  private TracksStart() {}

  /**
   * Makes the start, unless it is there.
   *
   * @param example the example
   * @param shown how many demonstrations, at least 1
   * @param out the directory of the start
   * @param seed decides the demonstrations and their order
   * @param decoder how the model runs
   * @return the directory of the model
   * @throws IOException if a file cannot be read or written
   */
  public static Path of(
      TracksExample example, int shown, Path out, long seed, DecoderOptions decoder)
      throws IOException {
    Path model = out.resolve("model");
    if (Files.isDirectory(model)) {
      return model;
    }
    Origins origins = Origins.none().withModel("base", BaseModel.SHIPPED.origin());
    try (LanguageModel base = BaseModel.SHIPPED.load(decoder)) {
      Trained trained =
          Demonstrations.show(base, example.demonstrations(seed, shown), origins, out, seed);
      base.save(model, origins.saving(LanguageTracks.RECIPE, trained.identity()));
    }
    return model;
  }
}
